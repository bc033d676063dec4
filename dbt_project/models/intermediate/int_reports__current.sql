with versions as (

    select * from {{ ref('int_documents__versioned') }}

),

documents as (

    select * from {{ ref('stg_archive__documents') }}

),

histories as (

    select
        report_id,
        count(*) as document_count,
        min(fetched_at) as first_fetched_at,
        -- A site that moves its pages may date them anew: none was published after it was archived.
        min(least(published_on, cast(fetched_at as date))) filter (where published_on is not null)
            as first_published_on,
        min_by(document_id, chronology) as first_document_id
    from versions
    group by report_id

),

dated as (

    select
        versions.report_id,
        documents.document_id,
        documents.division_code,
        documents.issuer_name,
        documents.scope,
        documents.report_year,
        documents.form_version,
        documents.title,
        documents.published_on,
        documents.source_url,
        documents.parse_status,
        histories.first_document_id,
        histories.document_count,
        histories.first_fetched_at,
        histories.first_published_on,
        versions.version_count,
        versions.current_reason,
        versions.withdrawn_at,
        {{ statutory_date('documents.scope', 'documents.report_year') }} as due_on
    from versions
    inner join documents on versions.document_id = documents.document_id
    inner join histories on versions.report_id = histories.report_id
    where versions.is_current

)

select
    report_id,
    document_id,
    division_code,
    issuer_name,
    scope,
    report_year,
    form_version,
    title,
    published_on,
    source_url,
    parse_status,
    due_on,
    -- A correction does not make a report late. An unknown date stays unknown: greatest() would read it as in time.
    case
        when first_published_on is not null then greatest(0, date_diff('day', due_on, first_published_on))
    end as days_late,
    first_document_id,
    cast(document_count as integer) as document_count,
    version_count,
    current_reason,
    withdrawn_at,
    first_fetched_at,
    first_published_on
from dated
