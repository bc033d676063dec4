with identified as (

    select * from {{ ref('int_documents__identified') }}

),

compared as (

    select * from {{ ref('int_documents__compared') }}

),

-- The newest document: what is still there before what was withdrawn, what an address gives now before what it
-- gave, then the later date. An unknown date is no news.
ranked as (

    select
        *,
        row_number() over (
            partition by report_id
            order by
                is_withdrawn asc, is_replaced asc, published_on desc nulls last, last_fetched_at desc, document_id desc
        ) as news_rank,
        row_number() over (
            partition by report_id
            order by is_replaced desc, published_on asc nulls first, last_fetched_at asc, document_id asc
        ) as chronology,
        -- Of equal cells the earliest document stands for all of them, if it is still there.
        first_value(document_id) over (
            partition by report_id, cells_hash
            order by is_withdrawn asc, is_replaced asc, published_on asc nulls last, fetched_at asc, document_id asc
        ) as first_document_id
    from compared
    where is_competing

),

newest as (

    select *
    from ranked
    where news_rank = 1

),

-- The best document that says something else: what the newest one had to be preferred to.
runners_up as (

    select
        ranked.report_id,
        count(distinct ranked.cells_hash) as other_versions,
        min_by(ranked.is_withdrawn, ranked.news_rank) as is_withdrawn,
        min_by(ranked.is_replaced, ranked.news_rank) as is_replaced,
        min_by(coalesce(ranked.published_on, date '0001-01-01'), ranked.news_rank) as published_on,
        min_by(ranked.last_fetched_at, ranked.news_rank) as last_fetched_at
    from ranked
    inner join newest on ranked.report_id = newest.report_id
    where ranked.cells_hash <> newest.cells_hash
    group by ranked.report_id

),

other_carriers as (

    select distinct report_id
    from compared
    where not is_competing

),

verdicts as (

    select
        newest.report_id,
        newest.first_document_id as current_document_id,
        newest.cells_hash as current_cells_hash,
        coalesce(runners_up.other_versions, 0) + 1 as version_count,
        case
            when runners_up.report_id is null and other_carriers.report_id is not null then 'fullest_carrier'
            when runners_up.report_id is null then 'same_cells'
            when runners_up.is_withdrawn and not newest.is_withdrawn then 'others_withdrawn'
            when runners_up.is_replaced and not newest.is_replaced then 'replaced_in_place'
            when coalesce(newest.published_on, date '0001-01-01') <> runners_up.published_on then 'newest_published'
            when newest.last_fetched_at <> runners_up.last_fetched_at then 'newest_fetched'
            else 'told_by_id'
        end as current_reason
    from newest
    left join runners_up on newest.report_id = runners_up.report_id
    left join other_carriers on newest.report_id = other_carriers.report_id

),

versions as (

    select
        ranked.document_id,
        ranked.document_id = verdicts.current_document_id as is_current,
        verdicts.current_reason,
        case when ranked.document_id <> ranked.first_document_id then ranked.first_document_id end as duplicate_of,
        case
            when ranked.cells_hash <> verdicts.current_cells_hash then verdicts.current_document_id
        end as superseded_by,
        null as carrier_of,
        ranked.chronology,
        case
            when lag(ranked.cells_hash) over in_time <> ranked.cells_hash then lag(ranked.document_id) over in_time
        end as revises,
        verdicts.version_count
    from ranked
    inner join verdicts on ranked.report_id = verdicts.report_id
    window in_time as (partition by ranked.report_id order by ranked.chronology)

),

carriers as (

    select
        compared.document_id,
        false as is_current,
        null as current_reason,
        null as duplicate_of,
        null as superseded_by,
        min_by(ranked.document_id, ranked.news_rank) as carrier_of,
        null::bigint as chronology,
        null as revises,
        any_value(verdicts.version_count) as version_count
    from compared
    inner join ranked
        on
            compared.report_id = ranked.report_id
            and compared.publication_url = ranked.publication_url
    inner join verdicts on compared.report_id = verdicts.report_id
    where not compared.is_competing
    group by compared.document_id

),

decided as (

    select * from versions
    union all
    select * from carriers

)

select
    identified.document_id,
    identified.report_id,
    coalesce(decided.is_current, true) as is_current,
    case
        when decided.document_id is null then 'only_document'
        when decided.is_current then decided.current_reason
    end as current_reason,
    decided.duplicate_of,
    decided.superseded_by,
    decided.carrier_of,
    decided.revises,
    cast(coalesce(decided.chronology, case when decided.document_id is null then 1 end) as integer) as chronology,
    cast(coalesce(decided.version_count, 1) as integer) as version_count,
    identified.published_on,
    identified.fetched_at,
    identified.withdrawn_at,
    identified.address_count
from identified
left join decided on identified.document_id = decided.document_id
