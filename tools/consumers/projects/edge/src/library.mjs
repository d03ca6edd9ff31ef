export * from '@baxcloud/baxverify';
