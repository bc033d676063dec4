with reports as (

    select
        report_id,
        document_id
    from {{ ref('int_reports__current') }}

),

-- A table was found when at least one of its cells was, and can be read when one of them is a number.
tables as (

    select
        report_id,
        count(distinct table_name) filter (where cell_status <> 'missing') as tables_found,
        count(*) filter (where cell_status = 'reported') as cells_reported
    from {{ ref('int_cells__unioned') }}
    group by report_id

),

judged as (

    select
        *,
        -- Nothing printed in a row or column says nothing against the rest of the report.
        reason_code = 'empty_table' or (reason_code = 'total_not_printed' and expected is null) as is_empty
    from {{ ref('int_checks__evaluated') }}

),

checks as (

    select
        report_id,
        count(*) filter (where passed) as passed_count,
        count(*) filter (where passed = false) as failed_count,
        count(*) filter (where passed is null) as not_evaluated_count,
        count(*) filter (
            where
                severity = 'error'
                and passed is distinct from true
                and not is_empty
        ) as open_count,
        count(*) filter (
            where
                severity = 'error'
                and passed is distinct from true
                and not is_empty
                and (check_code = 'L-SUM' or member = 'total')
        ) as open_total_count,
        count(*) filter (where reason_code = 'closed_empty_as_zero' or is_empty) as empty_count,
        count(*) filter (where severity <> 'error' and passed = false) as warning_count
    from judged
    group by report_id

),

issues as (

    select
        document_id,
        count(*) filter (where severity = 'error') as error_count,
        count(*) filter (where severity = 'warning') as warning_count
    from {{ ref('stg_archive__issues') }}
    group by document_id

)

select
    reports.report_id,
    case
        when coalesce(tables.cells_reported, 0) = 0 then 'E'
        when tables.tables_found < 3 or coalesce(checks.open_total_count, 0) > 0 then 'D'
        when coalesce(checks.open_count, 0) > 0 or coalesce(issues.error_count, 0) > 0 then 'C'
        when
            coalesce(checks.empty_count, 0) > 0
            or coalesce(checks.warning_count, 0) > 0
            or coalesce(issues.warning_count, 0) > 0
            then 'B'
        else 'A'
    end as quality_grade,
    cast(coalesce(checks.passed_count, 0) as integer) as checks_passed,
    cast(coalesce(checks.failed_count, 0) as integer) as checks_failed,
    cast(coalesce(checks.not_evaluated_count, 0) as integer) as checks_not_evaluated
from reports
left join tables on reports.report_id = tables.report_id
left join checks on reports.report_id = checks.report_id
left join issues on reports.document_id = issues.document_id
