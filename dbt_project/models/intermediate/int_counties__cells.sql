with reports as (

    select
        numbered.report_no,
        numbered.report_id,
        numbered.form_version
    from {{ ref('int_counties__reports') }} as reports
    inner join {{ ref('int_checks__reports') }} as numbered on reports.report_id = numbered.report_id

),

evaluated as (

    select
        results.report_no,
        results.check_code,
        results.member,
        results.passed,
        results.reason_code
    from {{ ref('int_checks__evaluated') }} as results
    inner join {{ ref('checks') }} as checks on results.check_code = checks.check_code
    where
        (results.passed = false and checks.severity = 'error')
        or results.reason_code = 'closed_empty_as_zero'

),

places as (

    select * from {{ ref('int_forms__cells') }}

),

printed as (

    select
        reports.report_no,
        places.cell_no,
        coalesce(cells.cell_status, 'missing') as cell_status,
        cells.value,
        coalesce(cells.unit = 'unknown', false) as is_unit_unknown
    from reports
    inner join places on reports.form_version = places.form_version
    left join {{ ref('int_checks__cells') }} as cells
        on
            reports.report_no = cells.report_no
            and places.cell_no = cells.cell_no

),

-- Checks that say something about cells: the empty ones are zero, or some figure among them is wrong.
telling as (

    select
        evaluated.report_no,
        check_terms.cell_no,
        bool_or(evaluated.reason_code = 'closed_empty_as_zero') as is_zero_if_empty,
        list(evaluated.check_code || ':' || evaluated.member order by evaluated.check_code, evaluated.member) filter (
            where evaluated.passed = false
        ) as failed_checks
    from evaluated
    inner join reports on evaluated.report_no = reports.report_no
    inner join {{ ref('int_checks__terms') }} as check_terms
        on
            reports.form_version = check_terms.form_version
            and evaluated.check_code = check_terms.check_code
            and evaluated.member = check_terms.member
    group by evaluated.report_no, check_terms.cell_no

),

known as (

    select
        printed.report_no,
        printed.cell_no,
        printed.cell_status,
        case
            when printed.cell_status = 'reported' and not printed.is_unit_unknown then printed.value
            when printed.cell_status in ('blank', 'dash') and telling.is_zero_if_empty then 0
        end as value,
        case when printed.cell_status in ('blank', 'dash') and telling.is_zero_if_empty then 'empty_as_zero' end
            as basis,
        case
            when printed.cell_status not in ('reported', 'blank', 'dash') then 'cell_not_readable'
            when printed.is_unit_unknown then 'unit_unknown'
            when printed.cell_status in ('blank', 'dash') and telling.is_zero_if_empty is distinct from true
                then 'blank'
        end as why_not,
        telling.failed_checks
    from printed
    left join telling
        on
            printed.report_no = telling.report_no
            and printed.cell_no = telling.cell_no

),

-- The applicants that a row's total adds up.
parts_of_totals as (

    select
        totals.cell_no as total_no,
        parts.cell_no as part_no
    from places as totals
    inner join places as parts
        on
            totals.form_version = parts.form_version
            and totals.table_name = parts.table_name
            and totals.row_code = parts.row_code
            and totals.col_code <> parts.col_code
    where
        totals.table_name = 'applications'
        and totals.col_code = 'total'

),

-- A row total that was not printed is the sum of its parts where some are printed and all known, and as doubtful as
-- the most doubtful of them. Where another sum proves it zero and its parts say otherwise, nothing is known.
derived_totals as (

    select
        totals.report_no,
        totals.cell_no,
        sum(parts.value) as value,
        any_value(totals.basis) is not null and sum(parts.value) <> 0 as is_contradicted,
        flatten(list(parts.failed_checks) filter (where parts.failed_checks is not null)) as failed_checks
    from known as totals
    inner join parts_of_totals on totals.cell_no = parts_of_totals.total_no
    inner join known as parts
        on
            totals.report_no = parts.report_no
            and parts_of_totals.part_no = parts.cell_no
    where totals.cell_status in ('blank', 'dash')
    group by totals.report_no, totals.cell_no
    having
        count(*) = count(parts.value)
        and bool_or(parts.cell_status = 'reported')

)

select
    reports.report_id,
    places.table_name,
    places.row_code,
    places.col_code,
    known.cell_status,
    case
        when derived_totals.report_no is null then known.value
        when not derived_totals.is_contradicted then derived_totals.value
    end as value,
    case
        when derived_totals.report_no is null then known.basis
        when not derived_totals.is_contradicted then 'derived_total'
    end as basis,
    case
        when derived_totals.report_no is null then known.why_not
        when derived_totals.is_contradicted then 'blank'
    end as why_not,
    case when derived_totals.report_no is null then known.failed_checks else derived_totals.failed_checks end
        as failed_checks
from known
inner join reports on known.report_no = reports.report_no
inner join places on known.cell_no = places.cell_no
left join derived_totals
    on
        known.report_no = derived_totals.report_no
        and known.cell_no = derived_totals.cell_no
