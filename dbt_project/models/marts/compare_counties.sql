{%- set levels = {
    'prefecture': ['nation_code', 'province_code', 'prefecture_code'],
    'province': ['nation_code', 'province_code'],
    'nation': ['nation_code'],
} -%}

with measured as (

    select * from {{ ref('int_indicators__by_report') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

divisions as (

    select * from {{ ref('int_counties__by_year') }}

),

-- What keeps a value out of every ranking; the groups add their own reasons below.
valued as (

    select
        measured.division_code,
        measured.indicator_code,
        measured.report_year,
        measured.value,
        measured.scope,
        measured.report_id,
        measured.numerator,
        measured.denominator,
        measured.basis,
        measured.failed_checks,
        indicators.higher_is,
        divisions.division_name,
        divisions.prefecture_code,
        divisions.province_code,
        divisions.nation_code,
        case
            when measured.why_not is not null then measured.why_not
            when measured.denominator < indicators.min_denominator then 'small_n'
            when divisions.division_code is null then 'no_group'
        end as why_not
    from measured
    inner join indicators on measured.indicator_code = indicators.indicator_code
    left join divisions
        on
            measured.division_code = divisions.division_code
            and measured.report_year = divisions.report_year

),
{% for level, keys in levels.items() %}
-- All counties of the {{ level }} that exist in the year, with a report or without.
{{ level }}_sizes as (

    select
        report_year,
        {{ keys | join(', ') }},
        count(*) as size
    from divisions
    group by report_year, {{ keys | join(', ') }}

),

{{ level }}_medians as (

    select
        indicator_code,
        report_year,
        scope,
        {{ keys | join(', ') }},
        count(*) as n_with_value,
        median(value) as median
    from valued
    where why_not is null
    group by indicator_code, report_year, scope, {{ keys | join(', ') }}

),
{% endfor %}
-- Governments are ranked among governments and offices among offices. Better and neutral indicators rank
-- from the largest, worse ones from the smallest; ties share the first place (1, 2, 2, 4).
ranked as (

    select
        division_code,
        indicator_code,
        report_year,
        higher_is
        {%- for level, keys in levels.items() %},
        {%- set group = 'indicator_code, report_year, scope, ' ~ keys | join(', ') %}
        rank() over (
            partition by {{ group }}
            order by case when higher_is = 'worse' then value else -value end
        ) as {{ level }}_rank,
        rank() over (partition by {{ group }} order by value) - 1 as {{ level }}_below,
        count(*) over (partition by {{ group }}, value) as {{ level }}_equal,
        count(*) over (partition by {{ group }}) as {{ level }}_all
        {%- endfor %}
    from valued
    where why_not is null

),

-- Mid-rank percentile, turned round for "worse" so that a high one always reads as favourable.
placed as (

    select
        division_code,
        indicator_code,
        report_year
        {%- for level in levels %},
        {%- set share = '100 * (' ~ level ~ '_below + ' ~ level ~ '_equal / 2) / ' ~ level ~ '_all' %}
        {{ level }}_rank,
        case when higher_is = 'worse' then 100 - {{ share }} else {{ share }} end as {{ level }}_percentile
        {%- endfor %}
    from ranked

)

select
    valued.division_code,
    valued.indicator_code,
    valued.report_year,
    valued.value,
    valued.scope
    {%- for level in levels %},
    case
        when {{ level }}_medians.n_with_value >= 5 then cast(placed.{{ level }}_rank as integer)
    end as {{ level }}_rank,
    cast({{ level }}_sizes.size as integer) as {{ level }}_n,
    cast(coalesce({{ level }}_medians.n_with_value, 0) as integer) as {{ level }}_n_with_value,
    {{ level }}_medians.median as {{ level }}_median,
    case
        when {{ level }}_medians.n_with_value >= 5 then placed.{{ level }}_percentile
    end as {{ level }}_percentile,
    case
        when valued.why_not is not null then valued.why_not
        when {{ level }}_medians.n_with_value < 5 then 'group_too_small'
    end as {{ level }}_why_not
    {%- endfor %},
    valued.numerator,
    valued.denominator,
    valued.basis,
    valued.failed_checks,
    valued.report_id,
    valued.division_name
from valued
left join placed
    on
        valued.division_code = placed.division_code
        and valued.indicator_code = placed.indicator_code
        and valued.report_year = placed.report_year
{%- for level, keys in levels.items() %}
left join {{ level }}_sizes
    on
        valued.report_year = {{ level }}_sizes.report_year
        {%- for key in keys %}
        and valued.{{ key }} is not distinct from {{ level }}_sizes.{{ key }}
        {%- endfor %}
left join {{ level }}_medians
    on
        valued.indicator_code = {{ level }}_medians.indicator_code
        and valued.report_year = {{ level }}_medians.report_year
        and valued.scope = {{ level }}_medians.scope
        {%- for key in keys %}
        and valued.{{ key }} is not distinct from {{ level }}_medians.{{ key }}
        {%- endfor %}
{%- endfor %}
