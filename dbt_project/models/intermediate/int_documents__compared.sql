-- Only documents that compete for a report need their cells read and compared.
with contested as (

    select *
    from {{ ref('int_documents__identified') }}
    qualify count(*) over (partition by report_id) > 1

),

-- A sum of row hashes is the same in any order of the cells; the build compares it with itself alone.
cells as (

    select
        document_id,
        count(*) || '-' || sum(hash(table_name, row_code, col_code, cell_status, value, unit)) as cells_hash,
        count(*) filter (where cell_status = 'reported') as cells_reported
    from {{ ref('int_documents__cells') }}
    where
        document_id in (select document_id from contested)
        and cell_status <> 'missing'
    group by document_id

),

-- Page and attachment of one publication: the attachment's landing page is itself a document of the report.
carriers as (

    select
        contested.*,
        coalesce(pages.source_url, contested.source_url) as publication_url,
        pages.source_url is null as is_page,
        -- A document without cells equals no other: nothing shows that the two say the same.
        coalesce(cells.cells_hash, contested.document_id) as cells_hash,
        coalesce(cells.cells_reported, 0) as cells_reported
    from contested
    left join (select distinct report_id, source_url from contested) as pages
        on
            contested.report_id = pages.report_id
            and contested.landing_url = pages.source_url
    left join cells on contested.document_id = cells.document_id

),

-- Of the carriers of one publication the one that could be read best speaks for it, the page before its attachments.
tracks as (

    select
        report_id,
        publication_url,
        source_url,
        row_number() over (
            partition by report_id, publication_url
            order by
                max(cells_reported) desc,
                max(case parse_status when 'ok' then 1 else 0 end) desc,
                bool_or(is_page) desc,
                source_url asc
        ) as track_rank
    from carriers
    group by report_id, publication_url, source_url

)

select
    carriers.document_id,
    carriers.report_id,
    carriers.published_on,
    carriers.fetched_at,
    carriers.last_fetched_at,
    carriers.publication_url,
    carriers.withdrawn_at is not null as is_withdrawn,
    -- Other bytes came from the same address later.
    carriers.last_fetched_at < max(carriers.last_fetched_at) over (
        partition by carriers.report_id, carriers.source_url
    ) as is_replaced,
    tracks.track_rank = 1 as is_competing,
    carriers.cells_hash,
    cast(carriers.cells_reported as integer) as cells_reported
from carriers
inner join tracks
    on
        carriers.report_id = tracks.report_id
        and carriers.publication_url = tracks.publication_url
        and carriers.source_url = tracks.source_url
