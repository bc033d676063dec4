with source as (

    select * from {{ source('crawl', 'list_entries') }}

)

select
    run_id,
    division_code,
    column_url,
    list_url,
    entry_url,
    title,
    belongs,
    reason,
    cast(report_year as smallint) as report_year,
    role,
    action
from source
