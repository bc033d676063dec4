with source as (

    select * from {{ source('registry', 'sources') }}

)

select
    trim(division_code) as division_code,
    trim(name) as division_name,
    trim(column_url) as column_url,
    lower(trim(enabled)) = 'true' as is_enabled
from source
where regexp_full_match(trim(division_code), '[0-9]{6}')
