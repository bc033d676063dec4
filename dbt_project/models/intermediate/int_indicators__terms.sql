-- `@refused` in indicator_terms stands for the rows of that group, as far as the form has them.
with written as (

    select
        indicator_code,
        unnest(string_split(forms, ' ')) as form_version,
        part,
        coefficient,
        years_back,
        table_name,
        row_code,
        col_code
    from {{ ref('indicator_terms') }}

),

expanded as (

    select
        written.indicator_code,
        written.form_version,
        written.part,
        written.coefficient,
        written.years_back,
        written.table_name,
        coalesce(row_groups.code, written.row_code) as row_code,
        coalesce(col_groups.code, written.col_code) as col_code
    from written
    left join {{ ref('cell_groups') }} as row_groups on written.row_code = '@' || row_groups.group_code
    left join {{ ref('cell_groups') }} as col_groups on written.col_code = '@' || col_groups.group_code

),

-- A cell that is part of a sum on one form may also stand alone in the crosswalk, without a counterpart.
relations as (

    select
        form_version,
        table_name,
        row_code,
        col_code,
        arg_min(relation, list_position(['same', 'sum', 'near', 'none'], relation)) as relation
    from {{ ref('int_forms__crosswalk') }}
    group by form_version, table_name, row_code, col_code

)

-- Residents, figures of the prose and facts about the report are no cells of a form.
select
    expanded.*,
    case when cells.table_name is null then 'same' else coalesce(relations.relation, 'none') end as relation
from expanded
left join {{ ref('int_forms__cells') }} as cells
    on
        expanded.form_version = cells.form_version
        and expanded.table_name = cells.table_name
        and expanded.row_code = cells.row_code
        and expanded.col_code = cells.col_code
left join relations
    on
        expanded.form_version = relations.form_version
        and expanded.table_name = relations.table_name
        and expanded.row_code = relations.row_code
        and expanded.col_code = relations.col_code
where
    expanded.table_name in ('population', 'claims', 'report')
    or cells.table_name is not null
