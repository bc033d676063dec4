-- A report's figures as one number: equal figures in equal places give equal ones, in whatever order and on
-- whatever form.
with places as (

    select
        cell_no,
        table_name = 'applications' as is_application,
        hash(row_code, col_code) as place
    from {{ ref('int_forms__cells') }}
    where
        table_name = 'applications'
        or (table_name = 'article20' and col_code in ('decisions', 'amount', 'amount_10k_yuan'))

)

select
    reports.report_id,
    sum(hash(places.place, cells.value)) filter (where places.is_application) as applications_vector,
    cast(count(distinct cells.value) filter (where places.is_application) as integer) as applications_figures,
    sum(hash(places.place, cells.value)) filter (where not places.is_application) as article20_vector
from {{ ref('int_checks__cells') }} as cells
inner join places on cells.cell_no = places.cell_no
inner join {{ ref('int_checks__reports') }} as reports on cells.report_no = reports.report_no
where cells.value <> 0
group by reports.report_id
