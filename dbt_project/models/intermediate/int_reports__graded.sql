with tables as (

    select
        report_no,
        table_name,
        cells_found,
        cells_reported
    from {{ ref('int_checks__tables') }}

),

-- A check of a single table counts for its grade, too; an instance per table names it.
judged as (

    select
        evaluated.report_no,
        evaluated.passed,
        coalesce(checks.table_name, case when checks.member_axis = 'table' then evaluated.member end) as table_name,
        checks.severity = 'warning' and not evaluated.passed as is_warning,
        -- What should be certain and is not: failed, or not to be told for cells that are not there or not read.
        checks.severity = 'error'
        and (
            not evaluated.passed
            or evaluated.reason_code in ('cell_not_readable', 'residual_in_one_blank', 'residual_in_blanks')
            or (evaluated.reason_code = 'total_not_printed' and evaluated.expected is not null)
        ) as is_open,
        evaluated.check_code = 'L-SUM'
        or (evaluated.check_code in ('R-CONC', 'R-BAL') and evaluated.member = 'total') as is_of_totals,
        -- Nothing printed in a row or column says nothing against the rest of the report.
        checks.kind in ('sum', 'balance')
        and (
            evaluated.reason_code in ('closed_empty_as_zero', 'empty_table')
            or (evaluated.reason_code = 'total_not_printed' and evaluated.expected is null)
        ) as is_empty
    from {{ ref('int_checks__evaluated') }} as evaluated
    inner join {{ ref('checks') }} as checks on evaluated.check_code = checks.check_code
    where evaluated.reason_code <> 'not_in_form'

),

checks as (

    select
        report_no,
        count(*) filter (where passed) as passed_count,
        count(*) filter (where passed = false) as failed_count,
        count(*) filter (where passed is null) as not_evaluated_count,
        bool_or(is_open) as has_open,
        bool_or(is_open and is_of_totals) as has_open_total,
        bool_or(is_empty or is_warning) as has_gap
    from judged
    group by report_no

),

checks_of_tables as (

    select
        report_no,
        table_name,
        bool_or(is_open) as has_open,
        bool_or(is_open and is_of_totals) as has_open_total,
        bool_or(is_empty or is_warning) as has_gap
    from judged
    where table_name is not null
    group by report_no, table_name

),

issues as (

    select
        document_id,
        bool_or(severity = 'error') as has_error,
        bool_or(severity = 'warning') as has_warning
    from {{ ref('stg_archive__issues') }}
    group by document_id

),

graded_tables as (

    select
        tables.report_no,
        tables.table_name,
        tables.cells_found,
        tables.cells_reported,
        case
            when tables.cells_reported = 0 then 'E'
            when checks.has_open_total then 'D'
            when checks.has_open then 'C'
            when checks.has_gap then 'B'
            else 'A'
        end as grade
    from tables
    left join checks_of_tables as checks
        on tables.report_no = checks.report_no and tables.table_name = checks.table_name

),

found as (

    select
        report_no,
        count(*) filter (where cells_found > 0) as tables_found,
        sum(cells_reported) as cells_reported,
        max(grade) filter (where table_name = 'article20') as article20_grade,
        max(grade) filter (where table_name = 'applications') as applications_grade,
        max(grade) filter (where table_name = 'reviews') as reviews_grade
    from graded_tables
    group by report_no

)

select
    reports.report_id,
    case
        when coalesce(found.cells_reported, 0) = 0 then 'E'
        when found.tables_found < 3 or checks.has_open_total then 'D'
        when checks.has_open or issues.has_error then 'C'
        when checks.has_gap or issues.has_warning then 'B'
        else 'A'
    end as quality_grade,
    coalesce(found.article20_grade, 'E') as article20_grade,
    coalesce(found.applications_grade, 'E') as applications_grade,
    coalesce(found.reviews_grade, 'E') as reviews_grade,
    cast(coalesce(checks.passed_count, 0) as integer) as checks_passed,
    cast(coalesce(checks.failed_count, 0) as integer) as checks_failed,
    cast(coalesce(checks.not_evaluated_count, 0) as integer) as checks_not_evaluated
from {{ ref('int_checks__reports') }} as reports
left join found on reports.report_no = found.report_no
left join checks on reports.report_no = checks.report_no
left join issues on reports.document_id = issues.document_id
