select
    form_version,
    table_name,
    item_code,
    coalesce(measure_code, '') as measure_code,
    concat_ws('：', item_label_zh, measure_label_zh) as label_zh,
    label_en,
    unit,
    position,
    comparable_code,
    block_zh
from {{ ref('items') }}
