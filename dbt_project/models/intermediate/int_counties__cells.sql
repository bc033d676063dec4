with reports as (

    select
        report_id,
        form_version
    from {{ ref('int_counties__reports') }}

),

evaluated as (

    select
        report_id,
        check_code,
        member,
        passed,
        reason_code,
        severity
    from {{ ref('int_checks__evaluated') }}
    where
        (passed = false and severity = 'error')
        or reason_code = 'closed_empty_as_zero'

),

printed as (

    select
        reports.report_id,
        form_cells.table_name,
        form_cells.row_code,
        form_cells.col_code,
        coalesce(cells.cell_status, 'missing') as cell_status,
        cells.value,
        coalesce(cells.unit = 'unknown', false) as is_unit_unknown
    from reports
    inner join {{ ref('int_forms__cells') }} as form_cells on reports.form_version = form_cells.form_version
    left join {{ ref('int_cells__unioned') }} as cells
        on
            reports.report_id = cells.report_id
            and form_cells.table_name = cells.table_name
            and form_cells.row_code = cells.row_code
            and form_cells.col_code = cells.col_code

),

-- Checks that say something about cells: the empty ones are zero, or some figure among them is wrong.
telling as (

    select
        evaluated.report_id,
        check_terms.table_name,
        check_terms.row_code,
        check_terms.col_code,
        bool_or(evaluated.reason_code = 'closed_empty_as_zero') as is_zero_if_empty,
        list(evaluated.check_code || ':' || evaluated.member order by evaluated.check_code, evaluated.member) filter (
            where evaluated.passed = false
        ) as failed_checks
    from evaluated
    inner join reports on evaluated.report_id = reports.report_id
    inner join {{ ref('int_checks__terms') }} as check_terms
        on
            reports.form_version = check_terms.form_version
            and evaluated.check_code = check_terms.check_code
            and evaluated.member = check_terms.member
    group by evaluated.report_id, check_terms.table_name, check_terms.row_code, check_terms.col_code

),

known as (

    select
        printed.report_id,
        printed.table_name,
        printed.row_code,
        printed.col_code,
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
            printed.report_id = telling.report_id
            and printed.table_name = telling.table_name
            and printed.row_code = telling.row_code
            and printed.col_code = telling.col_code

),

-- A row total that was not printed is the sum of its parts where some are printed and all known, and as doubtful as
-- the most doubtful of them. Where another sum proves it zero and its parts say otherwise, nothing is known.
derived_totals as (

    select
        totals.report_id,
        totals.row_code,
        sum(parts.value) as value,
        any_value(totals.basis) is not null and sum(parts.value) <> 0 as is_contradicted,
        flatten(list(parts.failed_checks) filter (where parts.failed_checks is not null)) as failed_checks
    from known as totals
    inner join known as parts
        on
            totals.report_id = parts.report_id
            and totals.table_name = parts.table_name
            and totals.row_code = parts.row_code
            and totals.col_code <> parts.col_code
    where
        totals.table_name = 'applications'
        and totals.col_code = 'total'
        and totals.cell_status in ('blank', 'dash')
    group by totals.report_id, totals.row_code
    having
        count(*) = count(parts.value)
        and bool_or(parts.cell_status = 'reported')

)

select
    known.report_id,
    known.table_name,
    known.row_code,
    known.col_code,
    known.cell_status,
    case
        when derived_totals.report_id is null then known.value
        when not derived_totals.is_contradicted then derived_totals.value
    end as value,
    case
        when derived_totals.report_id is null then known.basis
        when not derived_totals.is_contradicted then 'derived_total'
    end as basis,
    case
        when derived_totals.report_id is null then known.why_not
        when derived_totals.is_contradicted then 'blank'
    end as why_not,
    case when derived_totals.report_id is null then known.failed_checks else derived_totals.failed_checks end
        as failed_checks
from known
left join derived_totals
    on
        known.report_id = derived_totals.report_id
        and known.table_name = 'applications'
        and known.col_code = 'total'
        and known.row_code = derived_totals.row_code
