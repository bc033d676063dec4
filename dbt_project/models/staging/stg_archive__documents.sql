with source as (

    select * from {{ source('archive', 'documents') }}

)

select
    document_id,

    -- identity
    division_code,
    nullif(trim(issuer_name), '') as issuer_name,
    scope,
    cast(report_year as smallint) as report_year,
    form_version,
    title,
    published_on,

    -- provenance
    source_url,
    landing_url,
    cast(fetched_at as timestamptz) at time zone 'UTC' as fetched_at,
    content_type,
    layout,
    payload_sha256,
    warc_file,
    warc_offset,

    -- reading
    extractor_version,
    parse_status,
    parse_message

from source
