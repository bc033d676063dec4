with reports as (

    select
        linked.*,
        current_reports.document_id,
        current_reports.days_late
    from {{ ref('int_counties__linked') }} as linked
    inner join {{ ref('int_reports__current') }} as current_reports
        on linked.report_id = current_reports.report_id

),

cells as (

    select * from {{ ref('int_counties__cells') }}

),

checks as (

    select
        reports.report_id,
        count(*) filter (where checks.severity = 'error' and evaluated.passed) as held,
        count(*) filter (where checks.severity = 'error' and evaluated.passed is not null) as decided,
        count(*) filter (where evaluated.check_code like 'N-%' and evaluated.passed) as narrative_held,
        count(*) filter (where evaluated.check_code like 'N-%' and evaluated.passed is not null)
            as narrative_decided
    from reports
    inner join {{ ref('int_checks__reports') }} as numbered on reports.report_id = numbered.report_id
    left join {{ ref('int_checks__evaluated') }} as evaluated on numbered.report_no = evaluated.report_no
    left join {{ ref('checks') }} as checks on evaluated.check_code = checks.check_code
    group by reports.report_id

),

filled_in as (

    select
        report_id,
        count(*) filter (where cell_status = 'reported') as reported,
        count(*) as in_form
    from cells
    group by report_id

),

-- Versions with equal cells are duplicates: what is superseded differed in at least one.
versions as (

    select
        report_id,
        bool_or(superseded_by is not null) as is_restated
    from {{ ref('int_documents__versioned') }}
    where report_id is not null
    group by report_id

),

applicants as (

    select * from cells
    where
        table_name = 'applications'
        and col_code <> 'total'

),

-- The largest kind is known once all six are; those that tie are all named.
largest as (

    select
        report_id,
        case when count(*) = count(value) then max(value) end as value,
        case
            when count(*) = count(value) and max(value) > 0
                then array_to_string(list_sort(list(col_code) filter (where is_largest)), ',')
        end as detail,
        min(why_not) as why_not
    from (
        select
            *,
            value = max(value) over (partition by report_id) as is_largest
        from applicants
        where row_code = 'new'
    )
    group by report_id

),

gaps as (

    select
        reports.report_id,
        case
            when count(carried_out.value) = 6 and count(carried_in.value) = 6
                then sum(abs(carried_in.value - carried_out.value))
        end as value,
        coalesce(
            max(reports.previous_why_not),
            max(carried_in.why_not),
            max(carried_out.why_not),
            case when count(carried_out.report_id) < 6 then 'form_changed' end
        ) as why_not
    from reports
    inner join applicants as carried_in
        on
            reports.report_id = carried_in.report_id
            and carried_in.row_code = 'carried_in'
    left join applicants as carried_out
        on
            reports.previous_report_id = carried_out.report_id
            and reports.previous_why_not is null
            and carried_out.row_code = 'carried_out'
            and carried_in.col_code = carried_out.col_code
    group by reports.report_id

),

-- A fee stated twice is one fee; two different ones, or a bound, leave it unknown.
fees as (

    select
        document_id,
        case when count(*) = count(value) and count(distinct value) = 1 then max(value) end as value
    from {{ ref('stg_archive__claims') }}
    where claim_code = 'processing_fee_yuan'
    group by document_id

)

{% set facts = {
    'days_late': ('reports', 'days_late', "case when days_late is null then 'no_date' end", 'null'),
    'checks_held': ('checks', 'held', 'null', 'null'),
    'checks_decided': ('checks', 'decided', 'null', 'null'),
    'narrative_held': ('checks', 'narrative_held', 'null', 'null'),
    'narrative_decided': ('checks', 'narrative_decided', 'null', 'null'),
    'cells_reported': ('filled_in', 'reported', 'null', 'null'),
    'cells_in_form': ('filled_in', 'in_form', 'null', 'null'),
    'restated': ('versions', 'cast(is_restated as integer)', 'null', 'null'),
    'largest_applicant_count': ('largest', 'value', 'why_not', 'detail'),
    'carry_gap_abs': ('gaps', 'value', 'why_not', 'null'),
} -%}
{% for fact, (relation, value, why_not, detail) in facts.items() -%}
select
    report_id,
    'report' as table_name,
    '{{ fact }}' as row_code,
    'value' as col_code,
    cast({{ value }} as decimal(38, 4)) as value,
    cast(null as varchar) as basis,
    cast({{ why_not }} as varchar) as why_not,
    cast({{ detail }} as varchar) as detail
from {{ relation }}

union all

{% endfor -%}
select
    reports.report_id,
    'claims',
    'processing_fee_yuan',
    'value',
    cast(fees.value as decimal(38, 4)),
    null,
    case when fees.document_id is null then 'not_stated' when fees.value is null then 'claims_disagree' end,
    null
from reports
left join fees on reports.document_id = fees.document_id

union all

select
    reports.report_id,
    'population',
    'residents',
    'residents',
    cast(population.residents as decimal(38, 4)),
    case
        when population.residents_year < reports.report_year - 2 then 'old_population'
        when population.residents_year < reports.report_year then 'earlier_population'
    end,
    case when population.residents is null then 'no_population' end,
    null
from reports
left join {{ ref('int_counties__population') }} as population
    on
        reports.division_code = population.division_code
        and reports.report_year = population.report_year
