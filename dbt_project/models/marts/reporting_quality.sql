{{ config(materialized='incremental', meta={'made_anew': 'division_code'}) }}

{%- set rates = [
    'cell_completeness', 'check_pass_rate', 'narrative_match_rate', 'carry_gap', 'carry_gap_abs', 'restated',
] -%}
with counties as (

    select * from {{ ref('int_counties__reports') }}

),

reports as (

    select * from {{ ref('int_reports__current') }}

),

grades as (

    select * from {{ ref('int_reports__graded') }}

),

divisions as (

    select * from {{ ref('int_counties__by_year') }}

),

cells as (

    select
        report_id,
        count(*) as cells_in_form,
        count(*) filter (where cell_status = 'reported') as cells_reported,
        count(*) filter (where cell_status in ('blank', 'dash')) as cells_empty,
        count(*) filter (where cell_status not in ('reported', 'blank', 'dash')) as cells_not_readable
    from {{ ref('int_counties__cells') }}
    group by report_id

),

measured as (

    select
        report_id
        {%- for code in rates %},
        max(value) filter (where indicator_code = '{{ code }}') as {{ code }}
        {%- endfor %},
        max(numerator) filter (where indicator_code = 'check_pass_rate') as error_checks_held,
        max(denominator) filter (where indicator_code = 'check_pass_rate') as error_checks_decided
    from {{ ref('int_indicators__by_report') }}
    group by report_id

)

select
    counties.division_code,
    counties.report_year,
    counties.scope,
    grades.quality_grade,
    reports.published_on,
    reports.due_on,
    cast(reports.days_late as integer) as days_late,
    reports.days_late > 0 as is_late,
    measured.cell_completeness,
    cast(coalesce(cells.cells_reported, 0) as integer) as cells_reported,
    cast(coalesce(cells.cells_empty, 0) as integer) as cells_empty,
    cast(coalesce(cells.cells_not_readable, 0) as integer) as cells_not_readable,
    cast(coalesce(cells.cells_in_form, 0) as integer) as cells_in_form,
    measured.check_pass_rate,
    cast(measured.error_checks_held as integer) as error_checks_held,
    cast(measured.error_checks_decided - measured.error_checks_held as integer) as error_checks_failed,
    grades.checks_passed,
    grades.checks_failed,
    grades.checks_not_evaluated,
    measured.narrative_match_rate,
    try_cast(measured.carry_gap as bigint) as carry_gap,
    try_cast(measured.carry_gap_abs as bigint) as carry_gap_abs,
    measured.restated = 1 as is_restated,
    counties.report_id,
    counties.form_version,
    divisions.division_name,
    divisions.prefecture_name,
    divisions.province_name
from counties
inner join reports on counties.report_id = reports.report_id
inner join grades on counties.report_id = grades.report_id
inner join measured on counties.report_id = measured.report_id
left join cells on counties.report_id = cells.report_id
left join divisions
    on
        counties.division_code = divisions.division_code
        and counties.report_year = divisions.report_year
