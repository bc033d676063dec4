with source as (

    select * from {{ source('crawl', 'outcomes') }}

)

select
    run_id,
    division_code,
    url,
    column_url,
    role,
    outcome,
    outcome not in ('ok', 'not_modified', 'probe_miss', 'withdrawn') as is_failure,
    message,
    http_status,
    cast(requested_at as timestamptz) at time zone 'UTC' as requested_at
from source
