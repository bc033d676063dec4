{{ config(materialized='incremental', meta={'made_anew': 'document_id'}) }}

with documents as (

    select * from {{ ref('stg_archive__documents') }}

),

versions as (

    select * from {{ ref('int_documents__versioned') }}

)

select
    documents.document_id,
    documents.division_code,
    documents.issuer_name,
    documents.scope,
    documents.report_year,
    documents.form_version,
    documents.title,
    documents.published_on,
    documents.source_url,
    documents.landing_url,
    documents.fetched_at,
    documents.content_type,
    documents.layout,
    documents.payload_sha256,
    documents.warc_file,
    documents.warc_offset,
    documents.extractor_version,
    documents.parse_status,
    documents.parse_message,
    coalesce(versions.is_current, false) as is_current,
    versions.duplicate_of,
    versions.superseded_by,
    versions.report_id,
    versions.current_reason,
    versions.carrier_of,
    versions.revises,
    versions.withdrawn_at,
    coalesce(versions.address_count, 1) as address_count
from documents
left join versions on documents.document_id = versions.document_id
