-- A document whose county, year or scope is not known cannot be anybody's report.
with documents as (

    select
        *,
        division_code || '-' || report_year || '-' || scope
        || case
            when scope in ('department', 'township', 'other') then '-' || left(md5(coalesce(issuer_name, '')), 8)
            else ''
        end as report_id
    from {{ ref('stg_archive__documents') }}
    where
        parse_status in ('ok', 'partial')
        and division_code is not null
        and report_year is not null
        and scope is not null

),

latest_outcomes as (

    select
        url,
        max_by(outcome, requested_at) = 'withdrawn' as is_withdrawn,
        max(requested_at) filter (where outcome = 'withdrawn') as withdrawn_at
    from {{ ref('stg_crawl__outcomes') }}
    where role <> 'list'
    group by url

),

-- A document is withdrawn once every address that gave it says that it is gone.
addresses as (

    select
        addresses.document_id,
        count(*) as address_count,
        max(addresses.last_fetched_at) as last_fetched_at,
        bool_and(coalesce(latest_outcomes.is_withdrawn, false)) as is_withdrawn,
        max(latest_outcomes.withdrawn_at) as withdrawn_at
    from {{ ref('stg_archive__addresses') }} as addresses
    left join latest_outcomes on addresses.url = latest_outcomes.url
    group by addresses.document_id

)

select
    documents.document_id,
    documents.report_id,
    documents.published_on,
    documents.source_url,
    documents.landing_url,
    documents.parse_status,
    documents.fetched_at,
    coalesce(addresses.last_fetched_at, documents.fetched_at) as last_fetched_at,
    case when addresses.is_withdrawn then addresses.withdrawn_at end as withdrawn_at,
    cast(coalesce(addresses.address_count, 1) as integer) as address_count
from documents
left join addresses on documents.document_id = addresses.document_id
