-- What one report contributes to a check between two years, as this year's or as the year before's.
select
    cells.report_no,
    terms.instance_no,
    terms.period,
    {%- for side in ['left', 'right'] %}
    sum(terms.coefficient * cells.value) filter (where terms.side = '{{ side }}') as {{ side }}_sum,
    {%- for status in ['reported', 'blank', 'dash'] %}
    cast(
        count(*) filter (where terms.side = '{{ side }}' and cells.cell_status = '{{ status }}') as utinyint
    ) as {{ side }}_{{ status }}{{ ',' if not (loop.last and side == 'right') }}
    {%- endfor %}
    {%- endfor %}
from {{ ref('int_checks__cells') }} as cells
inner join {{ ref('int_checks__between_terms') }} as terms on cells.cell_no = terms.cell_no
group by cells.report_no, terms.instance_no, terms.period
