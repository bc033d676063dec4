select
    division_code,
    division_name,
    level,
    prefecture_code,
    prefecture_name,
    province_code,
    province_name,
    valid_from,
    valid_to,
    successor_code,
    nation_code
from {{ ref('stg_reference__divisions') }}
