{#- default 5 different figures above 0: fewer are alike by chance in small bodies -#}
{%- set enough = 5 -%}
-- Checks of a report against other counties' of the year. One new report may change the result of any other, so
-- they are made from the published facts of all, whatever part of the warehouse a night makes anew.
with reports as (

    select * from {{ ref('fct_reports') }}
    where form_version <> 'none'

),

-- The same figures, many enough to be nobody else's, in reports of two areas for one year.
shared_figures as (

    select
        report_year,
        applications_fingerprint,
        min_by(report_id, series_code) as first_report_id,
        max_by(report_id, series_code) as last_report_id
    from reports
    where applications_figures >= {{ enough }}
    group by report_year, applications_fingerprint
    having count(distinct series_code) > 1

),

-- Applications received by governments of the same kind in the same province.
counties as (

    select
        reports.report_id,
        reports.report_year,
        divisions.level,
        divisions.province_code,
        cells.value as new_total
    from reports
    inner join {{ ref('fct_applications') }} as cells on reports.report_id = cells.report_id
    inner join {{ ref('int_counties__by_year') }} as divisions
        on
            reports.division_code = divisions.division_code
            and reports.report_year = divisions.report_year
    where
        reports.scope = 'government'
        and cells.item_code = 'new'
        and cells.applicant_code = 'total'
        and cells.cell_status = 'reported'

),

peers as (

    select
        report_year,
        level,
        province_code,
        count(*) as peer_count,
        median(new_total) as median_new
    from counties
    group by report_year, level, province_code

),

results as (

    select
        reports.report_id,
        'P-02' as check_code,
        case
            when reports.scope <> 'government' then 'not_concerned'
            when counties.new_total is null then 'figure_not_printed'
            when counties.new_total > 0 then 'holds'
            when peers.peer_count < 5 then 'group_too_small'
            when peers.median_new >= 20 then 'violated'
            else 'holds'
        end as reason_code,
        case when counties.new_total = 0 and peers.peer_count >= 5 then peers.median_new end as expected,
        counties.new_total as actual,
        null as counterpart_id
    from reports
    left join counties on reports.report_id = counties.report_id
    left join peers
        on
            counties.report_year = peers.report_year
            and counties.level = peers.level
            and counties.province_code = peers.province_code

    union all

    select
        reports.report_id,
        'D-05' as check_code,
        case
            when shared_figures.report_year is not null then 'violated'
            when reports.applications_figures < {{ enough }} then 'below_threshold'
            else 'holds'
        end as reason_code,
        null as expected,
        null as actual,
        case
            when shared_figures.first_report_id = reports.report_id then shared_figures.last_report_id
            else shared_figures.first_report_id
        end as counterpart_id
    from reports
    left join shared_figures
        on
            reports.report_year = shared_figures.report_year
            and reports.applications_fingerprint = shared_figures.applications_fingerprint

)

select
    report_id,
    check_code,
    '' as member,
    reason_code,
    cast(expected as decimal(38, 4)) as expected,
    cast(actual as decimal(38, 4)) as actual,
    counterpart_id
from results
