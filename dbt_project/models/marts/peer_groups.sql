{#- default 0.8: below four counties in five, quintiles would be those of whoever happens to be on file -#}
{%- set needed_share = 0.8 -%}
with counties as (

    select
        by_year.division_code,
        by_year.report_year,
        by_year.division_name,
        by_year.level,
        by_year.province_code,
        by_year.nation_code,
        population.residents,
        population.residents_year,
        case when by_year.level in ('自治县', '旗', '自治旗') then '自治县/旗' else by_year.level end as kind
    from {{ ref('int_counties__by_year') }} as by_year
    left join {{ ref('int_counties__population') }} as population
        on
            by_year.division_code = population.division_code
            and by_year.report_year = population.report_year

),

sized as (

    select
        *,
        count(residents) over (partition by nation_code, report_year)
        >= {{ needed_share }} * count(*) over (partition by nation_code, report_year) as is_by_size,
        case
            when residents is not null then ntile(5) over (
                partition by nation_code, report_year, residents is null
                order by residents, division_code
            )
        end as quintile
    from counties

)

-- Same kind and size, or same kind and province in years without a population for most counties.
select
    division_code,
    report_year,
    case
        when is_by_size then kind || '|' || nation_code || '|' || quintile
        else kind || '|' || province_code
    end as peer_group,
    case when is_by_size then 'type_and_population' else 'type_and_province' end as peer_rule,
    division_name,
    level,
    residents,
    cast(residents_year as smallint) as residents_year,
    cast(quintile as smallint) as population_quintile
from sized
