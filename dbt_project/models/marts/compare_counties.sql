{%- set levels = {
    'prefecture': ['nation_code', 'province_code', 'prefecture_code'],
    'province': ['nation_code', 'province_code'],
    'nation': ['nation_code'],
    'peer': ['nation_code', 'peer_group'],
} -%}

with measured as (

    select * from {{ ref('int_indicators__by_report') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

-- Counties run by their province share a group without prefecture; a county without peers is in no group at all.
divisions as (

    select
        by_year.*,
        peers.peer_group
    from {{ ref('int_counties__by_year') }} as by_year
    left join {{ ref('int_counties__peers') }} as peers
        on
            by_year.division_code = peers.division_code
            and by_year.report_year = peers.report_year

),

-- What keeps a value out of every ranking; the groups add their own reasons below.
valued as (

    select
        measured.division_code,
        measured.indicator_code,
        measured.report_year,
        measured.value,
        measured.value_low,
        measured.value_high,
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
        divisions.peer_group,
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

{{ level }}_spreads as (

    select
        indicator_code,
        report_year,
        scope,
        {{ keys | join(', ') }},
        count(*) as n_with_value,
        quantile_cont(value, [0.25, 0.5, 0.75]) as quartiles
    from valued
    where why_not is null
    group by indicator_code, report_year, scope, {{ keys | join(', ') }}

),
{% endfor %}
-- Governments are ranked among governments and offices among offices.
placed as (

    select
        division_code,
        indicator_code,
        report_year
        {%- for level, keys in levels.items() %},
        {%- set group = 'indicator_code, report_year, scope, ' ~ keys | join(', ') %}
        rank() over (partition by {{ group }} order by value) - 1 as {{ level }}_below,
        count(*) over (partition by {{ group }}, value) as {{ level }}_equal
        {%- endfor %}
    from valued
    where why_not is null

)

select
    valued.division_code,
    valued.indicator_code,
    valued.report_year,
    valued.value,
    valued.scope
    {%- for level in levels %},
    -- Better and neutral indicators rank from the largest, worse ones from the smallest: 1, 2, 2, 4.
    case
        when coalesce({{ level }}_spreads.n_with_value, 0) < 5 then null
        when valued.higher_is = 'worse' then cast(placed.{{ level }}_below + 1 as integer)
        else cast({{ level }}_spreads.n_with_value - placed.{{ level }}_below - placed.{{ level }}_equal + 1 as integer)
    end as {{ level }}_rank,
    case when {{ level }}_spreads.n_with_value >= 5 then cast(placed.{{ level }}_equal as integer) end as {{ level }}_ties,
    cast({{ level }}_sizes.size as integer) as {{ level }}_n,
    cast(coalesce({{ level }}_spreads.n_with_value, 0) as integer) as {{ level }}_n_with_value,
    100 * coalesce({{ level }}_spreads.n_with_value, 0) / {{ level }}_sizes.size as {{ level }}_coverage,
    {{ level }}_spreads.quartiles[1] as {{ level }}_q1,
    {{ level }}_spreads.quartiles[2] as {{ level }}_median,
    {{ level }}_spreads.quartiles[3] as {{ level }}_q3,
    -- Mid-rank, turned round for "worse" so that a high one always reads as favourable.
    case
        when coalesce({{ level }}_spreads.n_with_value, 0) < 5 then null
        when valued.higher_is = 'worse'
            then 100 - 100 * (placed.{{ level }}_below + placed.{{ level }}_equal / 2) / {{ level }}_spreads.n_with_value
        else 100 * (placed.{{ level }}_below + placed.{{ level }}_equal / 2) / {{ level }}_spreads.n_with_value
    end as {{ level }}_percentile,
    case
        when valued.why_not is not null then valued.why_not
        {%- if level == 'peer' %}
        when valued.peer_group is null then 'no_population'
        {%- endif %}
        when {{ level }}_spreads.n_with_value < 5 then 'group_too_small'
    end as {{ level }}_why_not
    {%- endfor %},
    valued.peer_group,
    valued.numerator,
    valued.denominator,
    valued.value_low,
    valued.value_high,
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
        and valued.{{ key }} {{ '=' if level == 'peer' else 'is not distinct from' }} {{ level }}_sizes.{{ key }}
        {%- endfor %}
left join {{ level }}_spreads
    on
        valued.indicator_code = {{ level }}_spreads.indicator_code
        and valued.report_year = {{ level }}_spreads.report_year
        and valued.scope = {{ level }}_spreads.scope
        {%- for key in keys %}
        and valued.{{ key }} {{ '=' if level == 'peer' else 'is not distinct from' }} {{ level }}_spreads.{{ key }}
        {%- endfor %}
{%- endfor %}
