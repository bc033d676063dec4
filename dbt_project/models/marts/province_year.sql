with provinces as (

    select
        province_code,
        max(province_name) as province_name,
        max(nation_code) as nation_code
    from {{ ref('int_counties__by_year') }}
    group by province_code

)

select
    aggregated.group_code as province_code,
    aggregated.report_year,
    aggregated.indicator_code,
    {{ aggregate_columns('aggregated') }},
    provinces.province_name,
    provinces.nation_code
from {{ ref('int_counties__aggregated') }} as aggregated
inner join provinces on aggregated.group_code = provinces.province_code
where aggregated.group_level = 'province'
