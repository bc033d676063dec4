{{ config(materialized='view') }}

select
    reports.report_no,
    claims.claim_code,
    claims.value,
    claims.quote
from {{ ref('stg_archive__claims') }} as claims
inner join {{ ref('int_checks__reports') }} as reports on claims.document_id = reports.document_id
