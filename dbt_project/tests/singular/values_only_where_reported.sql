-- Without this, a zero written for an empty cell would enter sums and rates as if an office had printed it, and a
-- printed number without its value would be missing from them.
select report_id, item_code as row_code, measure_code as col_code, cell_status
from {{ ref('fct_article20') }}
where (cell_status = 'reported') <> (value is not null)

union all

select report_id, item_code, applicant_code, cell_status
from {{ ref('fct_applications') }}
where (cell_status = 'reported') <> (value is not null)

union all

select report_id, channel_code, outcome_code, cell_status
from {{ ref('fct_reviews') }}
where (cell_status = 'reported') <> (value is not null)
