with documents as (

    select * from {{ ref('stg_archive__documents') }}

),

-- A document whose county, year or scope is not known cannot be anybody's report.
candidates as (

    select
        document_id,
        published_on,
        fetched_at,
        division_code || '-' || report_year || '-' || scope
        || case
            when scope in ('department', 'township', 'other') then '-' || left(md5(coalesce(issuer_name, '')), 8)
            else ''
        end as report_id
    from documents
    where
        parse_status in ('ok', 'partial')
        and division_code is not null
        and report_year is not null
        and scope is not null

),

-- Only documents that compete for a report need their cells compared.
contested as (

    select document_id
    from candidates
    qualify count(*) over (partition by report_id) > 1

),

cells as (

    select
        document_id,
        'article20' as table_name,
        item_code as row_code,
        measure_code as col_code,
        cell_status,
        cast(value as varchar) as value
    from {{ ref('stg_archive__article20') }}
    where document_id in (select document_id from contested)

    union all

    select
        document_id,
        'applications',
        item_code,
        applicant_code,
        cell_status,
        cast(value as varchar)
    from {{ ref('stg_archive__applications') }}
    where document_id in (select document_id from contested)

    union all

    select
        document_id,
        'reviews',
        channel_code,
        outcome_code,
        cell_status,
        cast(value as varchar)
    from {{ ref('stg_archive__reviews') }}
    where document_id in (select document_id from contested)

),

fingerprints as (

    select
        document_id,
        md5(
            string_agg(
                concat_ws('|', table_name, row_code, col_code, cell_status, coalesce(value, '')), chr(10)
                order by table_name, row_code, col_code
            )
        ) as cells_md5
    from cells
    group by document_id

),

-- A document without cells equals no other: nothing shows that the two say the same.
fingerprinted as (

    select
        candidates.document_id,
        candidates.report_id,
        candidates.published_on,
        candidates.fetched_at,
        coalesce(fingerprints.cells_md5, candidates.document_id) as cells_md5
    from candidates
    left join fingerprints on candidates.document_id = fingerprints.document_id

),

-- Of equal cells the earliest document stands for all of them; the newest cells are the current ones.
ranked as (

    select
        document_id,
        report_id,
        cells_md5,
        first_value(document_id) over (
            partition by report_id, cells_md5
            order by published_on asc nulls last, fetched_at asc, document_id asc
        ) as first_document_id,
        first_value(cells_md5) over (
            partition by report_id
            order by published_on desc nulls last, fetched_at desc, document_id desc
        ) as current_cells_md5
    from fingerprinted

),

versioned as (

    select
        document_id,
        report_id,
        first_document_id,
        cells_md5 = current_cells_md5 as has_current_cells,
        max(first_document_id) filter (where cells_md5 = current_cells_md5) over (
            partition by report_id
        ) as current_document_id
    from ranked

)

select
    document_id,
    report_id,
    document_id = current_document_id as is_current,
    case when document_id <> first_document_id then first_document_id end as duplicate_of,
    case when not has_current_cells then current_document_id end as superseded_by
from versioned
