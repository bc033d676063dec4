{{ config(materialized='incremental', meta={'made_anew': 'report_year'}) }}

{%- set levels = {
    'prefecture': ['nation_code', 'province_code', 'prefecture_code'],
    'province': ['nation_code', 'province_code'],
    'nation': ['nation_code'],
    'peer': ['nation_code', 'peer_group'],
} -%}

with measured as (

    select * from {{ ref('county_indicators') }}
    {%- set anew = made_anew(model.config.meta) %}
    {%- if anew %}
    where {{ anew }}
    {%- endif %}

),

indicators as (

    select * from {{ ref('indicators') }}

),

grouped as (

    select
        by_year.*,
        peers.peer_group
    from {{ ref('int_counties__by_year') }} as by_year
    left join {{ ref('peer_groups') }} as peers
        on
            by_year.division_code = peers.division_code
            and by_year.report_year = peers.report_year

),

-- A number for each group of counties of a year; counties run by their province share one without prefecture.
divisions as (

    select
        *
        {%- for level, keys in levels.items() %},
        dense_rank() over (order by report_year, {{ keys | join(', ') }}) as {{ level }}_no
        {%- endfor %}
    from grouped

),

-- What keeps a value out of every ranking; the groups add their own reasons below. Governments are ranked among
-- governments and offices among offices: a set of values has one group, one indicator and one scope.
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
        divisions.peer_group,
        {%- for level in levels %}
        divisions.{{ level }}_no,
        (divisions.{{ level }}_no * 1000 + indicators.position) * 2
        + case measured.scope when 'government' then 0 else 1 end as {{ level }}_set,
        {%- endfor %}
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
{% for level in levels %}
-- All counties of the {{ level }} that exist in the year, with a report or without.
{{ level }}_sizes as (

    select
        {{ level }}_no,
        count(*) as size
    from divisions
    {%- if level == 'peer' %}
    where peer_group is not null
    {%- endif %}
    group by {{ level }}_no

),

{{ level }}_spreads as (

    select
        {{ level }}_set,
        count(*) as n_with_value,
        quantile_cont(value, [0.25, 0.5, 0.75]) as quartiles
    from valued
    where
        why_not is null
        {%- if level == 'peer' %}
        and peer_group is not null
        {%- endif %}
    group by {{ level }}_set

),

-- How many of the set lie below each value, and how many are equal to it.
{{ level }}_places as (

    select
        {{ level }}_set,
        value,
        count(*) as equal,
        sum(count(*)) over (partition by {{ level }}_set order by value) - count(*) as below
    from valued
    where why_not is null
    group by {{ level }}_set, value

){{ ',' if not loop.last }}
{% endfor %}
select
    valued.division_code,
    valued.indicator_code,
    valued.report_year,
    valued.value,
    valued.scope
    {%- for level in levels %},
    {%- set spread = level ~ '_spreads' %}
    -- Better and neutral indicators rank from the largest, worse ones from the smallest: 1, 2, 2, 4.
    case
        when valued.why_not is not null or coalesce({{ spread }}.n_with_value, 0) < 5 then null
        when valued.higher_is = 'worse' then cast({{ level }}_places.below + 1 as integer)
        else cast({{ spread }}.n_with_value - {{ level }}_places.below - {{ level }}_places.equal + 1 as integer)
    end as {{ level }}_rank,
    case
        when valued.why_not is null and {{ spread }}.n_with_value >= 5 then cast({{ level }}_places.equal as integer)
    end as {{ level }}_ties,
    cast({{ level }}_sizes.size as integer) as {{ level }}_n,
    cast(coalesce({{ spread }}.n_with_value, 0) as integer) as {{ level }}_n_with_value,
    100 * coalesce({{ spread }}.n_with_value, 0) / {{ level }}_sizes.size as {{ level }}_coverage,
    {{ spread }}.quartiles[1] as {{ level }}_q1,
    {{ spread }}.quartiles[2] as {{ level }}_median,
    {{ spread }}.quartiles[3] as {{ level }}_q3,
    -- Mid-rank, turned round for "worse" so that a high one always reads as favourable.
    case
        when valued.why_not is not null or coalesce({{ spread }}.n_with_value, 0) < 5 then null
        when valued.higher_is = 'worse'
            then 100 - 100 * ({{ level }}_places.below + {{ level }}_places.equal / 2) / {{ spread }}.n_with_value
        else 100 * ({{ level }}_places.below + {{ level }}_places.equal / 2) / {{ spread }}.n_with_value
    end as {{ level }}_percentile,
    case
        when valued.why_not is not null then valued.why_not
        {%- if level == 'peer' %}
        when valued.peer_group is null then 'no_population'
        {%- endif %}
        when {{ spread }}.n_with_value < 5 then 'group_too_small'
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
{%- for level in levels %}
left join {{ level }}_sizes on valued.{{ level }}_no = {{ level }}_sizes.{{ level }}_no
left join {{ level }}_spreads on valued.{{ level }}_set = {{ level }}_spreads.{{ level }}_set
left join {{ level }}_places
    on
        valued.{{ level }}_set = {{ level }}_places.{{ level }}_set
        and valued.value = {{ level }}_places.value
{%- endfor %}
