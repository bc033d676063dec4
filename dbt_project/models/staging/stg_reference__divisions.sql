with seed as (

    select * from {{ ref('divisions') }}

)

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

    -- Made-up divisions (codes 99xxxx) are a nation of their own: they never enter a ranking of real ones.
    case when division_code like '99%' then 'demo' else 'cn' end as nation_code,

    -- Counties, county-level cities and districts; codes ending in 00 are prefectures and provinces.
    division_code not like '%00' as is_county
from seed
