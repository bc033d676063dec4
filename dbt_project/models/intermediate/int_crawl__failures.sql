with requests as (

    select * from {{ ref('stg_crawl__outcomes') }}
    where division_code is not null

),

last_runs as (

    select
        division_code,
        column_url,
        max_by(run_id, requested_at) as run_id
    from requests
    group by division_code, column_url

),

-- Every crawl asks for the lists anew, and lists grow shorter: of them the latest crawl alone counts. A report is
-- asked for now and then: what counts is how it ended last.
last_answers as (

    select
        requests.division_code,
        requests.url,
        max_by(requests.role, (requests.requested_at, requests.is_failure)) as role,
        max_by(requests.outcome, (requests.requested_at, requests.is_failure)) as outcome,
        max_by(requests.is_failure, (requests.requested_at, requests.is_failure)) as is_failure,
        max(requests.requested_at) as requested_at
    from requests
    inner join last_runs
        on
            requests.division_code = last_runs.division_code
            and requests.column_url = last_runs.column_url
    where requests.role <> 'list' or requests.run_id = last_runs.run_id
    group by requests.division_code, requests.url

),

named_years as (

    select
        division_code,
        entry_url,
        max(report_year) as report_year
    from {{ ref('stg_crawl__list_entries') }}
    where belongs
    group by division_code, entry_url

)

select
    last_answers.division_code,
    last_answers.url,
    last_answers.role,
    last_answers.outcome,
    named_years.report_year,
    last_answers.requested_at
from last_answers
left join named_years
    on
        last_answers.division_code = named_years.division_code
        and last_answers.url = named_years.entry_url
where last_answers.is_failure
