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
    from {{ ref('fct_documents') }}
    where
        division_code is not null
        and report_year is not null
    group by division_code, report_year

),

reports as (

    select * from {{ ref('county_year') }}

),

tried as (

    select
        division_code,
        max(requested_at) as last_tried
    from {{ ref('stg_crawl__outcomes') }}
    where division_code is not null
    group by division_code

),

-- A failure that names no year, of a list above all, may hide the report of any.
failures as (

    select
        failures.division_code,
        years.report_year,
        count(*) as failure_count,
        count(failures.report_year) as listed_failure_count,
        min_by(
            failures.outcome || ' ' || failures.url,
            (failures.report_year is null, failures.requested_at, failures.url)
        ) as first_failure
    from {{ ref('int_crawl__failures') }} as failures
    inner join years
        on coalesce(failures.report_year, years.report_year) = years.report_year
    group by failures.division_code, years.report_year

),

listed as (

    select
        division_code,
        report_year,
        count(distinct entry_url) as listed_count,
        bool_and(action = 'other_year') as is_other_year
    from {{ ref('stg_crawl__list_entries') }}
    where belongs
    group by division_code, report_year

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
        tried.last_tried,
        registered.division_name,
        reports.scope,
        reports.report_id,
        failures.failure_count,
        failures.listed_failure_count,
        failures.first_failure,
        listed.listed_count,
        listed.is_other_year
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
    left join tried on registered.division_code = tried.division_code
    left join failures
        on
            registered.division_code = failures.division_code
            and years.report_year = failures.report_year
    left join listed
        on
            registered.division_code = listed.division_code
            and years.report_year = listed.report_year

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
        when status = 'failed' and listed_failure_count > 0
            then '列表中有该年度报告，但有 ' || listed_failure_count || ' 个地址未能取得，首个：' || first_failure
                || ' | listed, but not obtained: ' || listed_failure_count || ' addresses, first: ' || first_failure
        when status = 'failed'
            then '有 ' || failure_count || ' 个地址最近一次请求失败，首个：' || first_failure
                || ' | addresses that failed when last asked for: ' || failure_count || ', first: ' || first_failure
        when unread_count > 0
            then '有 ' || unread_count || ' 份文件未能读出表格，见 fct_documents | '
                || 'documents whose tables could not be read: ' || unread_count || ', see fct_documents'
        when document_count > 0
            then '只有部门、乡镇或其他主体的报告 | only reports of departments, townships or other bodies'
        when is_other_year
            then '列表中有，但不在采集的年度之内 | listed, but outside the years that were crawled'
        when listed_count > 0
            then '列表中有 ' || listed_count || ' 个该年度条目，但没有读作该年度报告的文件 | '
                || 'entries of that year in the lists: ' || listed_count || ', but no document reads as its report'
        when last_tried is null then '尚未采集 | never crawled'
        else '栏目中未见该年度报告 | no such report in the column'
    end as reason
from judged
