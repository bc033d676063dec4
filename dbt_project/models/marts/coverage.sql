{%- set years = due_years() -%}

with registered as (

    select
        division_code,
        max(division_name) as division_name
    from {{ ref('stg_registry__sources') }}
    where
        is_enabled
        and division_code not like '%00'
    group by division_code

),

years as (

    select cast(range as smallint) as report_year
    from range({{ years[0] }}, {{ years[1] }} + 1)

),

documents as (

    select
        division_code,
        report_year,
        count(*) as document_count,
        count(*) filter (where parse_status in ('no_tables', 'error')) as unread_count
    from {{ ref('stg_archive__documents') }}
    where
        division_code is not null
        and report_year is not null
    group by division_code, report_year

),

reports as (

    select * from {{ ref('int_counties__reports') }}

),

requests as (

    select * from {{ ref('stg_crawl__outcomes') }}
    where division_code is not null

),

latest_runs as (

    select
        division_code,
        max_by(run_id, requested_at) as run_id,
        max(requested_at) as last_tried
    from requests
    group by division_code

),

failures as (

    select
        requests.division_code,
        count(*) as failure_count,
        min_by(requests.outcome || ' ' || requests.url, (requests.requested_at, requests.url)) as first_failure
    from requests
    inner join latest_runs
        on
            requests.division_code = latest_runs.division_code
            and requests.run_id = latest_runs.run_id
    where requests.is_failure
    group by requests.division_code

),

judged as (

    select
        registered.division_code,
        years.report_year,
        case
            when reports.report_id is not null then 'found'
            when {{ today() }} <= {{ statutory_date("'government'", 'years.report_year') }} then 'not_due'
            when failures.division_code is not null then 'failed'
            else 'missing'
        end as status,
        coalesce(documents.document_count, 0) as document_count,
        coalesce(documents.unread_count, 0) as unread_count,
        latest_runs.last_tried,
        registered.division_name,
        reports.scope,
        reports.report_id,
        failures.failure_count,
        failures.first_failure
    from registered
    cross join years
    left join documents
        on
            registered.division_code = documents.division_code
            and years.report_year = documents.report_year
    left join reports
        on
            registered.division_code = reports.division_code
            and years.report_year = reports.report_year
    left join latest_runs on registered.division_code = latest_runs.division_code
    left join failures on registered.division_code = failures.division_code

)

select
    division_code,
    report_year,
    status,
    cast(document_count as integer) as document_count,
    last_tried,
    division_name,
    scope,
    report_id,
    case
        when status = 'found' then null
        when status = 'not_due' then '未到公布期限 | not due yet'
        when status = 'failed'
            then '最近一次采集有 ' || failure_count || ' 个请求失败，首个：' || first_failure
                || ' | requests that failed in the latest crawl: ' || failure_count || ', first: ' || first_failure
        when unread_count > 0
            then '有 ' || unread_count || ' 份文件未能读出表格，见 fct_documents | '
                || 'documents whose tables could not be read: ' || unread_count || ', see fct_documents'
        when document_count > 0
            then '只有部门、乡镇或其他主体的报告 | only reports of departments, townships or other bodies'
        when last_tried is null then '尚未采集 | never crawled'
        else '栏目中未见该年度报告 | no such report in the column'
    end as reason
from judged
