with versions as (

    select * from {{ ref('int_documents__versioned') }}

),

documents as (

    select * from {{ ref('stg_archive__documents') }}

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
        {{ statutory_date('documents.scope', 'documents.report_year') }} as due_on
    from versions
    inner join documents on versions.document_id = documents.document_id
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
    -- An unknown publication date stays unknown: greatest() would read it as "in time".
    case when published_on is not null then greatest(0, date_diff('day', due_on, published_on)) end as days_late
from dated
