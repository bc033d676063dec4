with source as (

    select * from {{ source('archive', 'issues') }}

)

select
    document_id,
    severity,
    issue_code,
    message,
    context
from source
