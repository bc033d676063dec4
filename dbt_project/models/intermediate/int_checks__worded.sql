{{ config(materialized='view') }}

-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
-- A view: who counts results reads int_checks__evaluated, and the words are stored once, in fct_checks.
with reasons as (

    select
        reason_code,
        label_zh,
        label_en,
        label_zh || ' | ' || label_en as label
    from {{ ref('reasons') }}

),

checks as (

    select
        check_code,
        severity,
        table_name,
        coalesce(member_axis, '') = 'table' as is_for_each_table
    from {{ ref('checks') }}

),

figures as (

    select
        *,
        case when passed is distinct from true then rtrim(rtrim(cast(expected as varchar), '0'), '.') end
            as expected_text,
        case when passed is distinct from true then rtrim(rtrim(cast(actual as varchar), '0'), '.') end
            as actual_text
    from {{ ref('int_checks__evaluated') }}

)

select
    reports.report_id,
    results.check_code,
    results.member,
    results.passed,
    results.reason_code,
    results.expected,
    results.actual,
    cast(results.actual - results.expected as decimal(38, 4)) as residual,
    checks.severity,
    case when results.passed = false then coalesce(tables.responsibility, 'unknown') end as responsibility,
    -- A result that holds says so in the words of its reason alone; the others with their figures.
    case
        when results.passed then reasons.label
        else
            reasons.label_zh
            || coalesce('：应为 ' || results.expected_text, '')
            || coalesce('，实为 ' || results.actual_text, '')
            || coalesce('；疑为 ' || results.suspected_cell, '')
            || ' | ' || reasons.label_en
            || coalesce(': expected ' || results.expected_text, '')
            || coalesce(', found ' || results.actual_text, '')
            || coalesce('; probably ' || results.suspected_cell, '')
    end as detail,
    results.implied_value,
    results.cells_reported,
    results.cells_blank,
    results.cells_dash,
    results.cells_not_readable,
    results.explanation_code,
    results.suspected_cell,
    results.suspected_value
from figures as results
inner join {{ ref('int_checks__reports') }} as reports on results.report_no = reports.report_no
inner join checks on results.check_code = checks.check_code
inner join reasons on results.reason_code = reasons.reason_code
left join {{ ref('int_checks__tables') }} as tables
    on
        results.report_no = tables.report_no
        and case
            when results.passed = false
                then coalesce(checks.table_name, case when checks.is_for_each_table then results.member end)
        end = tables.table_name
