with reports as (

    select * from {{ ref('int_counties__linked') }}

),

indicators as (

    select * from {{ ref('indicators') }}
    where kind <> 'group'

),

-- As far as its weakest term.
relations as (

    select
        indicator_code,
        form_version,
        arg_max(relation, list_position(['same', 'sum', 'near', 'none'], relation)) as relation
    from {{ ref('int_indicators__terms') }}
    group by indicator_code, form_version

),

parts as (

    select * from {{ ref('int_indicators__parts') }}

),

-- The second way of reckoning a denominator serves where the first is not known, and the basis says so.
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
        numerators.report_id is null as is_not_in_form,
        numerators.value as numerator,
        coalesce(denominators.value, instead.value) as denominator,
        denominators.value is null and instead.value is not null as is_implied,
        numerators.why_not as numerator_why_not,
        denominators.why_not as denominator_why_not,
        coalesce(numerators.cells_empty, 0) + coalesce(denominators.cells_empty, 0) as cells_empty,
        numerators.basis as numerator_basis,
        denominators.basis as denominator_basis,
        instead.basis as instead_basis,
        numerators.failed_checks as numerator_checks,
        denominators.failed_checks as denominator_checks,
        instead.failed_checks as instead_checks,
        numerators.detail
    from reports
    cross join indicators
    left join relations
        on
            indicators.indicator_code = relations.indicator_code
            and reports.form_version = relations.form_version
    left join parts as numerators
        on
            reports.report_id = numerators.report_id
            and indicators.indicator_code = numerators.indicator_code
            and numerators.part = 'numerator'
    left join parts as denominators
        on
            reports.report_id = denominators.report_id
            and indicators.indicator_code = denominators.indicator_code
            and denominators.part = 'denominator'
    left join parts as instead
        on
            reports.report_id = instead.report_id
            and indicators.indicator_code = instead.indicator_code
            and instead.part = 'denominator_else'

),

explained as (

    select
        *,
        kind in ('share', 'ratio') as is_ratio,
        nullif(array_to_string(list_sort(list_distinct(list_concat(
            numerator_basis,
            case when is_implied then list_append(instead_basis, 'implied_base') else denominator_basis end
        ))), ','), '') as basis,
        nullif(array_to_string(list_sort(list_distinct(list_concat(
            numerator_checks, case when is_implied then instead_checks else denominator_checks end
        ))), ','), '') as failed_checks,
        case
            when is_not_in_form then 'not_in_form'
            when numerator_why_not is not null then numerator_why_not
            when denominator is null then denominator_why_not
        end as missing_because,
        -- A share has an interval as far as it is one: x cases of n, none of them outside.
        case
            when kind = 'share' and denominator > 0 and numerator between 0 and denominator
                then cast(denominator as double)
        end as n,
        case when n is not null then cast(numerator as double) / n end as p
    from assembled

),

-- Wilson, 95 %: z = 1.96.
bounded as (

    select
        *,
        (p + 1.96 ** 2 / (2 * n)) / (1 + 1.96 ** 2 / n) as centre,
        1.96 * sqrt(p * (1 - p) / n + 1.96 ** 2 / (4 * n ** 2)) / (1 + 1.96 ** 2 / n) as half_width
    from explained

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
    case when n is not null then greatest(0, 100 * (centre - half_width)) end as value_low,
    case when n is not null then least(100, 100 * (centre + half_width)) end as value_high,
    basis,
    cells_empty,
    case
        when missing_because is not null then missing_because
        when is_ratio and denominator = 0 then 'zero_denominator'
        when failed_checks is not null then 'check_failed'
    end as why_not,
    failed_checks,
    detail
from bounded
