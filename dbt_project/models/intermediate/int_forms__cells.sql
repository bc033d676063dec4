{{ config(materialized='view') }}

select
    form_version,
    table_name,
    item_code as row_code,
    measure_code as col_code
from {{ ref('items') }}
where table_name in ('article20', 'reviews')

union all

select
    items.form_version,
    items.table_name,
    items.item_code as row_code,
    applicants.applicant_code as col_code
from {{ ref('items') }} as items
cross join {{ ref('applicants') }} as applicants
where items.table_name = 'applications'
