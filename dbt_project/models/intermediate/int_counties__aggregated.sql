with counties as (

    select * from {{ ref('int_counties__by_year') }}

),

-- A county counts once in its province and once in its nation.
members as (

    select
        'province' as group_level,
        province_code as group_code,
        division_code,
        report_year
    from counties

    union all

    select
        'nation' as group_level,
        nation_code as group_code,
        division_code,
        report_year
    from counties

),

sizes as (

    select
        members.group_level,
        members.group_code,
        members.report_year,
        count(*) as counties,
        count(*) filter (where reports.scope = 'government') as counties_with_report,
        count(*) filter (where reports.scope = 'office') as counties_with_office_only
    from members
    left join {{ ref('county_year') }} as reports
        on
            members.division_code = reports.division_code
            and members.report_year = reports.report_year
    group by members.group_level, members.group_code, members.report_year

),

-- Another scope is counted above and never added.
measured as (

    select
        members.group_level,
        members.group_code,
        by_report.division_code,
        by_report.report_year,
        by_report.indicator_code,
        by_report.numerator,
        by_report.denominator,
        by_report.value,
        by_report.why_not
    from {{ ref('county_indicators') }} as by_report
    inner join members
        on
            by_report.division_code = members.division_code
            and by_report.report_year = members.report_year
    where by_report.scope = 'government'

),

-- The balanced panel: counties with a sound value in every year in which anybody in the group has one.
years_of_groups as (

    select
        group_level,
        group_code,
        indicator_code,
        count(distinct report_year) as years,
        min(report_year) as first_year
    from measured
    where why_not is null
    group by group_level, group_code, indicator_code

),

years_of_counties as (

    select
        indicator_code,
        division_code,
        count(*) as years
    from measured
    where
        why_not is null
        and group_level = 'nation'
    group by indicator_code, division_code

),

panelled as (

    select
        measured.*,
        years_of_groups.first_year,
        measured.why_not is null and years_of_counties.years = years_of_groups.years as is_in_panel
    from measured
    left join years_of_groups
        on
            measured.group_level = years_of_groups.group_level
            and measured.group_code = years_of_groups.group_code
            and measured.indicator_code = years_of_groups.indicator_code
    left join years_of_counties
        on
            measured.indicator_code = years_of_counties.indicator_code
            and measured.division_code = years_of_counties.division_code

),

-- Nothing over nothing is a known pair: it adds nothing to a pooled rate, and is no rate of its own.
summed as (

    select
        group_level,
        group_code,
        report_year,
        indicator_code,
        sum(numerator) filter (where why_not is null or why_not = 'zero_denominator') as numerator,
        sum(denominator) filter (where why_not is null or why_not = 'zero_denominator') as denominator,
        -- Added as decimals: doubles added in another order give another last digit.
        cast(sum(cast(value as decimal(38, 10))) filter (where why_not is null) as double)
        / count(*) filter (where why_not is null) as mean_value,
        median(value) filter (where why_not is null) as median_value,
        count(*) filter (where why_not is null) as counties_with_value,
        count(*) filter (where why_not = 'zero_denominator') as counties_with_zero_denominator,
        count(*) filter (where why_not = 'check_failed') as counties_disputed,
        min(first_year) filter (where is_in_panel) as panel_first_year,
        count(*) filter (where is_in_panel) as panel_counties,
        sum(numerator) filter (where is_in_panel) as panel_numerator,
        sum(denominator) filter (where is_in_panel) as panel_denominator
    from panelled
    group by group_level, group_code, report_year, indicator_code

),

valued as (

    select
        summed.*,
        {% for part in ['', 'panel_'] -%}
        case
            when not indicators.adds_over_counties then null
            when indicators.kind not in ('share', 'ratio') then cast(summed.{{ part }}numerator as double)
            when summed.{{ part }}denominator > 0
                then cast(summed.{{ part }}numerator * indicators.multiplier as double)
                    / cast(summed.{{ part }}denominator as double)
        end as {{ part or 'pooled_' }}value{{ ',' if not loop.last }}
        {% endfor %}
    from summed
    inner join {{ ref('indicators') }} as indicators on summed.indicator_code = indicators.indicator_code

)

select
    sizes.group_level,
    sizes.group_code,
    sizes.report_year,
    valued.indicator_code,
    valued.pooled_value,
    valued.mean_value,
    valued.median_value,
    valued.numerator,
    valued.denominator,
    valued.counties_with_value,
    sizes.counties,
    100 * valued.counties_with_value / sizes.counties as coverage,
    sizes.counties_with_report,
    sizes.counties_with_office_only,
    valued.counties_with_zero_denominator,
    valued.counties_disputed,
    valued.panel_counties,
    valued.panel_first_year,
    valued.panel_value
from sizes
inner join valued
    on
        sizes.group_level = valued.group_level
        and sizes.group_code = valued.group_code
        and sizes.report_year = valued.report_year

union all

select
    group_level,
    group_code,
    report_year,
    'coverage' as indicator_code,
    100 * counties_with_report / counties as pooled_value,
    null as mean_value,
    null as median_value,
    counties_with_report as numerator,
    counties as denominator,
    counties_with_report as counties_with_value,
    counties,
    100 * counties_with_report / counties as coverage,
    counties_with_report,
    counties_with_office_only,
    0 as counties_with_zero_denominator,
    0 as counties_disputed,
    null as panel_counties,
    null as panel_first_year,
    null as panel_value
from sizes
