-- A county speaks through the report of its government; the report of the government's office stands in
-- where there is none, and `scope` says so.
with reports as (

    select * from {{ ref('int_reports__current') }}

)

select
    report_id,
    division_code,
    report_year,
    scope,
    form_version,
    days_late
from reports
where
    scope in ('government', 'office')
    and division_code not like '%00'
qualify row_number() over (
    partition by division_code, report_year
    order by case scope when 'government' then 1 else 2 end
) = 1
