-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
with counts as (

    select
        cells.report_no,
        places.table_name,
        places.row_code,
        places.col_code,
        places.row_no,
        cells.value
    from {{ ref('int_checks__cells') }} as cells
    inner join {{ ref('int_forms__cells') }} as places
        on cells.cell_no = places.cell_no and places.table_name = 'applications'

),

-- The figures of a column, or of a row, as one number: the same figures in the same places give the same one.
columns_drawn as (

    select
        report_no,
        col_code,
        count(*) filter (where value > 0) as above_zero,
        bit_xor(hash(row_no, value)) filter (where value <> 0) as drawn,
        count(*) filter (where value > 0 and value = row_no) as row_numbers
    from counts
    group by report_no, col_code

),

doubled_columns as (

    select
        report_no,
        count(*) filter (where above_zero >= 5 and col_code <> 'total')
        - count(distinct drawn) filter (where above_zero >= 5 and col_code <> 'total') as doubled,
        count(*) filter (where row_numbers >= 5 and row_numbers = above_zero) as numbered
    from columns_drawn
    group by report_no

),

rows_drawn as (

    select
        report_no,
        row_no,
        count(*) filter (where value > 0 and col_code <> 'total') as above_zero,
        bit_xor(hash(col_code, value)) filter (where value <> 0) as drawn
    from counts
    group by report_no, row_no

),

doubled_rows as (

    select
        report_no,
        count(*) filter (where above_zero >= 2 and drawn = drawn_above) as doubled
    from (
        select
            *,
            lag(drawn) over (partition by report_no order by row_no) as drawn_above
        from rows_drawn
    )
    group by report_no

),

results as (

    select
        counts.report_no,
        max(counts.value) filter (where counts.row_code <> 'concluded') as largest,
        max(counts.value) filter (where counts.row_code = 'concluded') as concluded
    from counts
    where
        counts.col_code = 'total'
        and counts.row_code not in ('new', 'carried_in', 'carried_out')
    group by counts.report_no

),

years as (

    select
        report_no,
        sum(year_values) as year_values,
        sum(cells_reported) as figures
    from {{ ref('int_checks__tables') }}
    where table_name <> 'article20'
    group by report_no

),

judged as (

    select
        years.report_no,
        unnest(
            [
                {
                    'check_code': 'P-04',
                    'is_violated': if(concluded < 20, null, largest >= concluded),
                    'expected': concluded,
                    'actual': largest
                },
                {
                    'check_code': 'P-05',
                    'is_violated': doubled_columns.doubled > 0,
                    'expected': 0,
                    'actual': doubled_columns.doubled
                },
                {
                    'check_code': 'P-06',
                    'is_violated': doubled_rows.doubled > 0,
                    'expected': 0,
                    'actual': doubled_rows.doubled
                },
                {
                    'check_code': 'P-12',
                    'is_violated': if(figures = 0, null, year_values + coalesce(numbered, 0) > 0),
                    'expected': 0,
                    'actual': year_values + coalesce(numbered, 0)
                }
            ],
            recursive := true
        )
    from years
    left join doubled_columns on years.report_no = doubled_columns.report_no
    left join doubled_rows on years.report_no = doubled_rows.report_no
    left join results on years.report_no = results.report_no

)

select
    report_no,
    check_code,
    '' as member,
    case
        when is_violated then 'violated'
        when not is_violated then 'holds'
        when check_code = 'P-04' and expected < 20 then 'below_threshold'
        else 'figure_not_printed'
    end as reason_code,
    expected,
    actual
from judged
