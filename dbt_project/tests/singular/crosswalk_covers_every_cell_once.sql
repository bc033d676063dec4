-- Without this, a cell left out of the crosswalk would vanish from every comparison of forms, and one that is in it
-- twice would be two quantities at once.
select
    cells.form_version,
    cells.table_name,
    cells.row_code,
    cells.col_code,
    count(terms.quantity_code) as quantities
from {{ ref('int_forms__cells') }} as cells
left join {{ ref('int_forms__crosswalk') }} as terms
    on
        cells.form_version = terms.form_version
        and cells.table_name = terms.table_name
        and cells.row_code = terms.row_code
        and cells.col_code = terms.col_code
group by cells.form_version, cells.table_name, cells.row_code, cells.col_code
having
    count(terms.quantity_code) filter (where terms.relation <> 'none') > 1
    or count(terms.quantity_code) = 0

union all

-- What one form shares, another form must share with it.
select
    min(form_version) as form_version,
    'quantity' as table_name,
    quantity_code as row_code,
    '' as col_code,
    count(distinct form_version) as quantities
from {{ ref('crosswalk') }}
where
    relation <> 'none'
    and form_version in ('2019', '2021')
group by quantity_code
having count(distinct form_version) <> 2
