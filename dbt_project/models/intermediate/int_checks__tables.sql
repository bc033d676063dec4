-- Plain SQL over refs only: `nianbao check` runs this file as it is, on tables of its own.
with forms as (

    select
        form_version,
        table_name,
        count(*) as cells_in_form,
        max(row_no) as rows_in_form,
        max(col_no) as columns_in_form
    from {{ ref('int_forms__cells') }}
    group by form_version, table_name

),

-- A row or column was found where one of its cells was: one bit each, so that nothing need be counted twice.
profiles as (

    select
        cells.report_no,
        places.table_name,
        count(*) filter (where cells.cell_status <> 'missing') as cells_found,
        count(*) filter (where cells.cell_status = 'reported') as cells_reported,
        count(*) filter (where cells.cell_status = 'blank') as cells_blank,
        count(*) filter (where cells.cell_status in ('unreadable', 'ambiguous')) as cells_unread,
        bit_count(bit_or(1 << places.row_no) filter (where cells.cell_status <> 'missing')) as rows_found,
        bit_count(bit_or(1 << places.col_no) filter (where cells.cell_status <> 'missing')) as columns_found,
        bit_count(
            bit_or(1 << places.row_no) filter (
                where cells.cell_status <> 'missing' and starts_with(places.row_code, 'other_')
            )
        ) as other_rows_found,
        count(*) filter (where cells.value = 0) as zeros,
        count(*) filter (where cells.value > 0) as above_zero,
        count(*) filter (where cells.value > 0 and cells.value % 10 = 0) as tens,
        count(*) filter (
            where cells.value < 0 and places.unit = 'count' and places.col_code <> 'change'
        ) as negatives,
        count(*) filter (where cells.value = reports.report_year) as year_values,
        count(*) filter (
            where
                places.unit = 'count'
                and (
                    cells.value % 1 <> 0
                    or (
                        cells.cell_status = 'unreadable'
                        and regexp_full_match(cells.odd_text, '\s*[0-9０-９]+[.．][0-9０-９]+\s*')
                    )
                )
        ) as decimals,
        count(*) filter (
            where
                places.unit = 'count'
                and (
                    cells.cell_status = 'unreadable'
                    or cells.cell_status = 'reported'
                    and not regexp_full_match(
                        cells.odd_text, '\s*[-－+＋−]?[0-9０-９]+([,，][0-9０-９]{3})*([.．][0-9０-９]+)?\s*'
                    )
                )
        ) as odd_numbers,
        count(*) filter (
            where
                places.unit = 'count'
                and cells.cell_status in ('reported', 'unreadable')
                and regexp_matches(cells.odd_text, '[0-9０-９]\s*[万萬亿億]')
        ) as large_units
    from {{ ref('int_checks__cells') }} as cells
    inner join {{ ref('int_forms__cells') }} as places on cells.cell_no = places.cell_no
    inner join {{ ref('int_checks__reports') }} as reports on cells.report_no = reports.report_no
    group by cells.report_no, places.table_name

),

-- An issue names the table it is about.
doubts as (

    select
        issues.report_no,
        tables.table_name,
        count(*) filter (where issues.severity <> 'info') as serious_issues,
        count(*) filter (where issues.issue_code in ('row_twice', 'form_order')) as order_issues,
        count(*) filter (where issues.issue_code in ('heading_twice', 'heading_cut')) as heading_issues,
        count(*) filter (where issues.issue_code in ('label_noted', 'label_fuzzy')) as label_issues,
        count(*) filter (where issues.issue_code in ('unknown_row', 'extra_column')) as foreign_issues
    from {{ ref('int_checks__issues') }} as issues
    inner join (select distinct table_name from forms) as tables on contains(issues.message, tables.table_name)
    group by issues.report_no, tables.table_name

)

select
    reports.report_no,
    reports.form_version,
    forms.table_name,
    forms.cells_in_form,
    forms.rows_in_form,
    forms.columns_in_form,
    coalesce(profiles.cells_found, 0) as cells_found,
    coalesce(profiles.rows_found, 0) as rows_found,
    coalesce(profiles.columns_found, 0) as columns_found,
    coalesce(profiles.other_rows_found, 0) as other_rows_found,
    coalesce(profiles.cells_reported, 0) as cells_reported,
    coalesce(profiles.cells_blank, 0) as cells_blank,
    coalesce(profiles.cells_unread, 0) as cells_unread,
    coalesce(profiles.zeros, 0) as zeros,
    coalesce(profiles.above_zero, 0) as above_zero,
    coalesce(profiles.tens, 0) as tens,
    coalesce(profiles.negatives, 0) as negatives,
    coalesce(profiles.year_values, 0) as year_values,
    coalesce(profiles.decimals, 0) as decimals,
    coalesce(profiles.odd_numbers, 0) as odd_numbers,
    coalesce(profiles.large_units, 0) as large_units,
    coalesce(doubts.order_issues, 0) as order_issues,
    coalesce(doubts.heading_issues, 0) as heading_issues,
    coalesce(doubts.label_issues, 0) as label_issues,
    coalesce(doubts.foreign_issues, 0) as foreign_issues,
    -- Whose error a wrong figure of the table is. Figures read whole from clean markup are the office's own; rows
    -- or columns that are not there were lost by us or by the page; of flowing text and pictures nothing is sure.
    case
        when profiles.rows_found < forms.rows_in_form or profiles.columns_found < forms.columns_in_form
            then 'extraction'
        when
            profiles.cells_found = forms.cells_in_form
            and profiles.cells_unread = 0
            and coalesce(doubts.serious_issues, 0) = 0
            and reports.layout not in ('text', 'ocr', 'none')
            then 'source'
        else 'unknown'
    end as responsibility
from {{ ref('int_checks__reports') }} as reports
inner join forms on reports.form_version = forms.form_version
left join profiles on reports.report_no = profiles.report_no and forms.table_name = profiles.table_name
left join doubts on reports.report_no = doubts.report_no and forms.table_name = doubts.table_name
