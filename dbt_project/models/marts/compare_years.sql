with measured as (

    select * from {{ ref('int_indicators__by_report') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

-- The year before is t - 1 and nothing else: a gap is not bridged.
paired as (

    select
        measured.division_code,
        measured.indicator_code,
        measured.report_year,
        measured.value,
        previous.value as previous_value,
        measured.scope,
        measured.form_version,
        measured.report_id,
        previous.scope as previous_scope,
        previous.form_version as previous_form_version,
        previous.report_id as previous_report_id,
        indicators.kind in ('count', 'amount') as has_pct_change,
        case
            when previous.report_id is null then 'no_previous'
            when measured.scope <> previous.scope then 'scope_changed'
            when
                measured.form_version <> previous.form_version
                and (measured.relation not in ('same', 'sum') or previous.relation not in ('same', 'sum'))
                then 'form_changed'
            when measured.why_not is not null then measured.why_not
            when previous.why_not = 'check_failed' then 'check_failed'
            when previous.why_not is not null then 'previous_not_usable'
        end as obstacle
    from measured
    inner join indicators on measured.indicator_code = indicators.indicator_code
    left join measured as previous
        on
            measured.division_code = previous.division_code
            and measured.indicator_code = previous.indicator_code
            and measured.report_year = previous.report_year + 1

)

select
    division_code,
    indicator_code,
    report_year,
    value,
    previous_value,
    case when obstacle is null then value - previous_value end as change,
    case
        when obstacle is null and has_pct_change and previous_value > 0
            then 100 * (value - previous_value) / previous_value
    end as pct_change,
    obstacle is null as comparable,
    case
        when obstacle is not null then obstacle
        when has_pct_change and previous_value = 0 then 'zero_base'
    end as why_not,
    -- A percentage on a handful of cases is arithmetic, not news.
    coalesce(obstacle is null and has_pct_change and previous_value > 0 and previous_value < 5, false)
        as is_small_base,
    scope,
    previous_scope,
    form_version,
    previous_form_version,
    report_id,
    previous_report_id
from paired
