with indicators as (

    select * from {{ ref('indicators') }}

),

-- A series is what may be set side by side: one county within its boundaries, one scope, and one quantity.
-- Forms share a series where they have the same quantity, or a sum of its parts.
measured as (

    select
        by_report.division_code,
        by_report.indicator_code,
        by_report.report_year,
        by_report.value,
        by_report.numerator,
        by_report.denominator,
        by_report.why_not,
        by_report.relation,
        by_report.scope,
        by_report.form_version,
        by_report.report_id,
        linked.previous_report_id,
        linked.previous_division_code,
        linked.previous_why_not as link_why_not,
        indicators.kind in ('count', 'amount') as has_pct_change,
        indicators.kind in ('share', 'ratio') and indicators.adds_over_years as is_pooled,
        indicators.multiplier,
        concat_ws(
            '|',
            by_report.scope,
            linked.boundary_year,
            case when by_report.relation in ('same', 'sum') then '' else by_report.form_version end
        ) as series,
        case when by_report.why_not is null then by_report.value end as sound_value,
        case
            when by_report.why_not is null
                then {year: by_report.report_year, value: by_report.value, form_version: by_report.form_version}
        end as sound,
        coalesce(by_report.why_not = 'zero_denominator', true) as is_known
    from {{ ref('int_indicators__by_report') }} as by_report
    inner join {{ ref('int_counties__linked') }} as linked on by_report.report_id = linked.report_id
    inner join indicators on by_report.indicator_code = indicators.indicator_code

),

-- Three years together carry where one year has too few cases; of years with both parts known, and undisputed.
spanned as (

    select
        *,
        first_value(sound ignore nulls) over before as first_sound,
        last_value(sound ignore nulls) over before as last_sound,
        sum(numerator) filter (where is_known) over three_years as pooled_numerator,
        sum(denominator) filter (where is_known) over three_years as pooled_denominator,
        list(report_year) filter (where is_known) over three_years as pooled_years
    from measured
    window
        before as (
            partition by division_code, indicator_code, series
            order by report_year
            rows between unbounded preceding and 1 preceding
        ),
        three_years as (
            partition by division_code, indicator_code, series
            order by report_year
            range between 2 preceding and current row
        )

)

select
    * exclude (sound, first_sound, last_sound),
    first_sound.year as first_year,
    first_sound.value as first_sound_value,
    first_sound.form_version as first_form_version,
    last_sound.year as last_available_year,
    last_sound.value as last_available_value,
    last_sound.form_version as last_available_form_version
from spanned
