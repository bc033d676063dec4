{{ config(materialized='incremental', meta={'made_anew': 'division_code'}) }}

with series as (

    select * from {{ ref('int_indicators__series') }}

),

-- What stood a year before: in the report of t - 1, whatever its series, so that a reader sees both.
paired as (

    select
        series.*,
        previous.value as previous_value,
        previous.scope as previous_scope,
        previous.form_version as previous_form_version,
        case
            when series.link_why_not is not null then series.link_why_not
            when
                series.form_version <> previous.form_version
                and (series.relation not in ('same', 'sum') or previous.relation not in ('same', 'sum'))
                then 'form_changed'
            when series.why_not is not null then series.why_not
            when previous.why_not = 'check_failed' then 'check_failed'
            when previous.why_not is not null then 'previous_not_usable'
        end as obstacle,
        series.has_pct_change and series.sound_value > 0 and series.first_sound_value > 0 as is_growing
    from series
    left join series as previous
        on
            series.previous_report_id = previous.report_id
            and series.indicator_code = previous.indicator_code

),

-- Between which years and forms anything is compared; few, so that the breaks are looked up once each.
spans as (

    select distinct
        indicator_code,
        report_year - 1 as from_year,
        previous_form_version as from_form_version,
        report_year as to_year,
        form_version as to_form_version
    from paired
    where previous_report_id is not null

    union

    select distinct
        indicator_code,
        first_year,
        first_form_version,
        report_year,
        form_version
    from paired
    where first_year is not null

    union

    select distinct
        indicator_code,
        last_available_year,
        last_available_form_version,
        report_year,
        form_version
    from paired
    where last_available_year is not null

),

span_breaks as (

    select
        spans.indicator_code,
        spans.from_year,
        spans.from_form_version,
        spans.to_year,
        spans.to_form_version,
        string_agg(breaks.break_code, ',' order by breaks.first_year, breaks.break_code) as breaks
    from spans
    inner join {{ ref('int_indicators__breaks') }} as breaks
        on
            spans.indicator_code = breaks.indicator_code
            and case breaks.kind
                when 'year' then breaks.first_year <= spans.to_year and breaks.last_year > spans.from_year
                when 'form' then spans.from_form_version <> spans.to_form_version
            end
    group by all

),

-- A stock is worth what its carry-over is: beside every figure that counts cases carried in or out.
carry_gaps as (

    select
        gaps.report_id,
        stocks.indicator_code,
        gaps.sound_value as carry_gap
    from series as gaps
    cross join (
        select distinct indicator_code from {{ ref('int_indicators__terms') }}
        where row_code in ('carried_in', 'carried_out')
    ) as stocks
    where gaps.indicator_code = 'carry_gap'

)

select
    paired.division_code,
    paired.indicator_code,
    paired.report_year,
    paired.value,
    paired.previous_value,
    case when paired.obstacle is null then paired.value - paired.previous_value end as change,
    case
        when paired.obstacle is null and paired.has_pct_change and paired.previous_value > 0
            then 100 * (paired.value - paired.previous_value) / paired.previous_value
    end as pct_change,
    paired.obstacle is null as comparable,
    case
        when paired.obstacle is not null then paired.obstacle
        when paired.has_pct_change and paired.previous_value = 0 then 'zero_base'
    end as why_not,
    -- A percentage on a handful of cases is arithmetic, not news.
    coalesce(
        paired.obstacle is null and paired.has_pct_change and paired.previous_value > 0 and paired.previous_value < 5,
        false
    ) as is_small_base,
    nullif(
        concat_ws(
            ',',
            between_years.breaks,
            case when paired.previous_scope <> paired.scope then 'scope_changed' end,
            case when paired.link_why_not = 'division_changed' then 'division_changed' end
        ),
        ''
    ) as breaks,
    paired.last_available_year,
    paired.last_available_value,
    since_available.breaks as last_available_breaks,
    case when paired.is_growing then paired.first_year end as cagr_first_year,
    -- The average yearly growth, in %, that leads from the first value of the series to this one.
    case
        when paired.is_growing
            then 100 * ((paired.value / paired.first_sound_value) ** (1 / (paired.report_year - paired.first_year)) - 1)
    end as cagr,
    case when paired.is_growing then since_first.breaks end as cagr_breaks,
    case
        when paired.is_pooled and paired.pooled_denominator > 0
            then cast(paired.pooled_numerator * paired.multiplier as double) / cast(paired.pooled_denominator as double)
    end as pooled_3y_value,
    case when paired.is_pooled then cast(paired.pooled_numerator as decimal(38, 4)) end as pooled_3y_numerator,
    case when paired.is_pooled then cast(paired.pooled_denominator as decimal(38, 4)) end as pooled_3y_denominator,
    case when paired.is_pooled then array_to_string(paired.pooled_years, ',') end as pooled_3y_years,
    carry_gaps.carry_gap,
    paired.scope,
    paired.previous_scope,
    paired.form_version,
    paired.previous_form_version,
    paired.report_id,
    paired.previous_report_id,
    paired.previous_division_code
from paired
left join span_breaks as between_years
    on
        paired.indicator_code = between_years.indicator_code
        and paired.previous_report_id is not null
        and paired.report_year - 1 = between_years.from_year
        and paired.previous_form_version = between_years.from_form_version
        and paired.report_year = between_years.to_year
        and paired.form_version = between_years.to_form_version
left join span_breaks as since_available
    on
        paired.indicator_code = since_available.indicator_code
        and paired.last_available_year = since_available.from_year
        and paired.last_available_form_version = since_available.from_form_version
        and paired.report_year = since_available.to_year
        and paired.form_version = since_available.to_form_version
left join span_breaks as since_first
    on
        paired.indicator_code = since_first.indicator_code
        and paired.first_year = since_first.from_year
        and paired.first_form_version = since_first.from_form_version
        and paired.report_year = since_first.to_year
        and paired.form_version = since_first.to_form_version
left join carry_gaps
    on
        paired.report_id = carry_gaps.report_id
        and paired.indicator_code = carry_gaps.indicator_code
