with source as (

    select * from {{ source('archive', 'claims') }}

)

select
    document_id,
    claim_code,
    value,
    unit,
    quote
from source
