select
    reason_code,
    label_zh,
    label_en
from {{ ref('reasons') }}
