-- Without this, two current documents would put every cell of a report into the facts twice, and none would make
-- the report vanish from them.
select
    report_id,
    count(*) filter (where is_current) as current_documents
from {{ ref('fct_documents') }}
where report_id is not null
group by report_id
having count(*) filter (where is_current) <> 1
