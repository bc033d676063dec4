-- A body's reports through the years. A series keeps its code when the division's changes and its area does not.
with recursive chain as (

    select
        division_code,
        division_code as series_code,
        0 as steps
    from {{ ref('int_reports__current') }}
    group by division_code

    union all

    select
        chain.division_code,
        taken_over.division_code as series_code,
        chain.steps + 1 as steps
    from chain
    inner join {{ ref('int_divisions__taken_over') }} as taken_over on chain.series_code = taken_over.previous_code
    where chain.steps < 9

),

last_codes as (

    select
        division_code,
        max_by(series_code, steps) as series_code,
        max(steps) as steps_to_last
    from chain
    group by division_code

),

-- report_id is division-year-scope, followed by the issuer where several share a scope.
reports as (

    select
        current_reports.report_id,
        current_reports.division_code,
        current_reports.report_year,
        current_reports.scope,
        current_reports.form_version,
        last_codes.series_code,
        last_codes.steps_to_last,
        last_codes.series_code || substr(current_reports.report_id, 12) as series_id,
        case
            when current_reports.scope in ('government', 'office') then last_codes.series_code
            else last_codes.series_code || substr(current_reports.report_id, 12)
        end as body_id
    from {{ ref('int_reports__current') }} as current_reports
    inner join last_codes on current_reports.division_code = last_codes.division_code

),

-- Where an old and a new code both have a report for one year, the newer code's continues the series.
continuing as (

    select *
    from reports
    qualify row_number() over (
        partition by series_id, report_year
        order by steps_to_last, report_id
    ) = 1

),

bodies as (

    select
        body_id,
        report_year,
        count(distinct scope) as scope_count
    from reports
    group by body_id, report_year

),

body_years as (

    select
        body_id,
        report_year,
        scope_count,
        lag(report_year) over (partition by body_id order by report_year) as last_year
    from bodies

)

select
    reports.report_id,
    reports.series_id,
    reports.series_code,
    reports.division_code,
    reports.report_year,
    reports.scope,
    reports.form_version,
    case when not coalesce(taken_over.is_changed, false) then previous.report_id end as previous_report_id,
    case when not coalesce(taken_over.is_changed, false) then previous.form_version end as previous_form_version,
    case
        when taken_over.is_changed then 'division_changed'
        when previous.report_id is not null then null
        when this.report_id is null then 'no_counterpart'
        -- Where the other scope reports this year, too, nothing took its place.
        when bodies.body_id is not null and body_years.scope_count = 1 then 'scope_changed'
        else 'no_counterpart'
    end as previous_why_not,
    body_years.last_year
from reports
left join continuing as this on reports.report_id = this.report_id
left join continuing as previous
    on
        this.series_id = previous.series_id
        and this.report_year = previous.report_year + 1
left join bodies
    on
        reports.body_id = bodies.body_id
        and reports.report_year = bodies.report_year + 1
left join body_years
    on
        reports.body_id = body_years.body_id
        and reports.report_year = body_years.report_year
left join (
    select
        division_code,
        report_year,
        previous_code is null as is_changed
    from {{ ref('int_divisions__taken_over') }}
) as taken_over
    on
        reports.division_code = taken_over.division_code
        and reports.report_year = taken_over.report_year
