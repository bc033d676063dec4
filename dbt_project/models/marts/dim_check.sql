select
    check_code,
    severity,
    formula,
    label_zh,
    label_en,
    forms,
    table_name,
    instead_of
from {{ ref('checks') }}
