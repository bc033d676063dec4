with reports as (

    select * from {{ ref('int_counties__reports') }}

),

indicators as (

    select * from {{ ref('indicators') }}

),

evaluated as (

    select * from {{ ref('int_checks__evaluated') }}

),

-- A part with one unknown cell is unknown: a sum of what happens to be known would pass for the whole.
from_cells as (

    select
        report_id,
        indicator_code,
        case
            when count(*) filter (where part = 'numerator' and value is null) = 0
                then sum(value) filter (where part = 'numerator')
        end as numerator,
        case
            when count(*) filter (where part = 'denominator' and value is null) = 0
                then sum(value) filter (where part = 'denominator')
        end as denominator,
        string_agg(distinct basis, ',' order by basis) as basis,
        cast(count(*) filter (where cell_status in ('blank', 'dash')) as integer) as cells_empty,
        case
            when bool_or(why_not = 'cell_not_readable') then 'cell_not_readable'
            when bool_or(why_not = 'unit_unknown') then 'unit_unknown'
            when bool_or(why_not = 'blank') then 'blank'
            when bool_or(why_not = 'no_population') then 'no_population'
        end as why_not
    from {{ ref('int_indicators__cells') }}
    group by report_id, indicator_code

),

check_counts as (

    select
        report_id,
        count(*) filter (where passed) as held,
        count(*) filter (where passed is not null) as decided
    from evaluated
    where severity = 'error'
    group by report_id

),

from_reports as (

    select
        report_id,
        'days_late' as indicator_code,
        cast(days_late as decimal(38, 4)) as numerator,
        null::decimal(38, 4) as denominator,
        case when days_late is null then 'no_date' end as why_not
    from reports

    union all

    select
        reports.report_id,
        'check_pass_rate' as indicator_code,
        cast(coalesce(check_counts.held, 0) as decimal(38, 4)) as numerator,
        cast(coalesce(check_counts.decided, 0) as decimal(38, 4)) as denominator,
        null as why_not
    from reports
    left join check_counts on reports.report_id = check_counts.report_id

),

-- Which checks cover which indicator is a matter of the form; which of them failed, of the report.
covering_checks as (

    select distinct
        indicator_terms.indicator_code,
        indicator_terms.form_version,
        check_terms.check_code,
        check_terms.member
    from {{ ref('indicator_terms') }} as indicator_terms
    inner join {{ ref('int_checks__terms') }} as check_terms
        on
            indicator_terms.form_version = check_terms.form_version
            and indicator_terms.table_name = check_terms.table_name
            and indicator_terms.row_code = check_terms.row_code
            and indicator_terms.col_code = check_terms.col_code

),

disputed as (

    select
        reports.report_id,
        covering_checks.indicator_code,
        string_agg(
            evaluated.check_code || ':' || evaluated.member, ','
            order by evaluated.check_code, evaluated.member
        ) as failed_checks
    from reports
    inner join covering_checks on reports.form_version = covering_checks.form_version
    inner join evaluated
        on
            reports.report_id = evaluated.report_id
            and covering_checks.check_code = evaluated.check_code
            and covering_checks.member = evaluated.member
    where
        evaluated.passed = false
        and evaluated.severity = 'error'
    group by reports.report_id, covering_checks.indicator_code

),

assembled as (

    select
        reports.report_id,
        reports.division_code,
        reports.report_year,
        reports.scope,
        reports.form_version,
        indicators.indicator_code,
        indicators.kind,
        indicators.multiplier,
        coalesce(relations.relation, 'none') as relation,
        coalesce(from_cells.numerator, from_reports.numerator) as numerator,
        coalesce(from_cells.denominator, from_reports.denominator) as denominator,
        -- Counts and amounts are their numerator; of the derived ones only the pass rate is a ratio.
        indicators.kind = 'ratio' or from_reports.denominator is not null as is_ratio,
        from_cells.basis,
        coalesce(from_cells.cells_empty, 0) as cells_empty,
        disputed.failed_checks,
        case
            when indicators.kind <> 'derived' and from_cells.report_id is null then 'not_in_form'
            else coalesce(from_cells.why_not, from_reports.why_not)
        end as missing_because
    from reports
    cross join indicators
    left join {{ ref('int_indicators__relations') }} as relations
        on
            indicators.indicator_code = relations.indicator_code
            and reports.form_version = relations.form_version
    left join from_cells
        on
            reports.report_id = from_cells.report_id
            and indicators.indicator_code = from_cells.indicator_code
    left join from_reports
        on
            reports.report_id = from_reports.report_id
            and indicators.indicator_code = from_reports.indicator_code
    left join disputed
        on
            reports.report_id = disputed.report_id
            and indicators.indicator_code = disputed.indicator_code

)

select
    report_id,
    division_code,
    report_year,
    scope,
    form_version,
    indicator_code,
    relation,
    numerator,
    denominator,
    -- The product is exact; one division rounds once, so equal ratios are equal numbers and tie in a rank.
    case
        when not is_ratio then cast(numerator as double)
        when denominator <> 0 then cast(numerator * multiplier as double) / cast(denominator as double)
    end as value,
    basis,
    cells_empty,
    case
        when missing_because is not null then missing_because
        when is_ratio and denominator = 0 then 'zero_denominator'
        when failed_checks is not null then 'check_failed'
    end as why_not,
    failed_checks
from assembled
