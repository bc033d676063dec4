with reports as (

    select * from {{ ref('int_counties__reports') }}

),

bounded as (

    select
        reports.report_id,
        reports.division_code,
        reports.report_year,
        reports.scope,
        reports.form_version,
        max(taken_over.report_year) as boundary_year,
        max(taken_over.previous_code) filter (
            where taken_over.report_year = reports.report_year
        ) as ended_division_code
    from reports
    left join {{ ref('int_divisions__taken_over') }} as taken_over
        on
            reports.division_code = taken_over.division_code
            and reports.report_year >= taken_over.report_year
    group by all

)

-- The year before is t - 1 and nothing else: a gap is not bridged.
select
    bounded.report_id,
    bounded.division_code,
    bounded.report_year,
    bounded.scope,
    bounded.form_version,
    bounded.boundary_year,
    previous.report_id as previous_report_id,
    previous.division_code as previous_division_code,
    previous.scope as previous_scope,
    previous.form_version as previous_form_version,
    case
        when bounded.boundary_year = bounded.report_year then 'division_changed'
        when previous.report_id is null then 'no_previous'
        when bounded.scope <> previous.scope then 'scope_changed'
    end as previous_why_not
from bounded
left join reports as previous
    on
        previous.division_code = coalesce(bounded.ended_division_code, bounded.division_code)
        and bounded.report_year = previous.report_year + 1
