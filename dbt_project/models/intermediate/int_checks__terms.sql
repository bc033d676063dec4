-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
-- A code of a term is {row} or {col} of the instance, @group (cell_groups) or a code of the form itself.
with matched as (

    select
        instances.instance_no,
        instances.check_code,
        instances.form_version,
        instances.member,
        instances.kind,
        instances.instead_of is not null as is_stand_in,
        terms.side,
        terms.row_code as term_row,
        terms.col_code as term_col,
        cast(terms.coefficient as integer) as coefficient,
        cells.table_name,
        cells.row_code,
        cells.col_code,
        cells.cell_no
    from {{ ref('int_checks__instances') }} as instances
    inner join {{ ref('check_terms') }} as terms on instances.check_code = terms.check_code
    inner join {{ ref('int_forms__cells') }} as cells
        on
            instances.form_version = cells.form_version
            and terms.table_name = cells.table_name
            and (
                terms.row_code = cells.row_code
                or (terms.row_code = '{row}' and cells.row_code = instances.row_code)
                or (
                    starts_with(terms.row_code, '@')
                    and (substr(terms.row_code, 2), cells.row_code) in (
                        select (group_code, code) from {{ ref('cell_groups') }}
                    )
                )
            )
            and (
                terms.col_code = cells.col_code
                or (terms.col_code = '{col}' and cells.col_code = instances.col_code)
                or (
                    starts_with(terms.col_code, '@')
                    and (substr(terms.col_code, 2), cells.col_code) in (
                        select (group_code, code) from {{ ref('cell_groups') }}
                    )
                )
            )

),

-- Of the rows of Article 20 only those have an instance that have every cell the check names.
complete as (

    select matched.instance_no
    from matched
    inner join (
        select
            check_code,
            count(*) as terms_named
        from {{ ref('check_terms') }}
        group by check_code
    ) as named on matched.check_code = named.check_code
    group by matched.instance_no
    having count(distinct (matched.side, matched.term_row, matched.term_col)) = any_value(named.terms_named)

)

select
    matched.instance_no,
    matched.check_code,
    matched.form_version,
    matched.member,
    matched.kind,
    matched.is_stand_in,
    matched.side,
    matched.coefficient,
    matched.table_name,
    matched.row_code,
    matched.col_code,
    matched.cell_no
from matched
inner join complete on matched.instance_no = complete.instance_no
